import { fillSegment } from "../../client/fill-segment.ts";
import type { PutOptions } from "../../client/put-options.ts";
import type { Shelf } from "../../client/shelf.ts";
import { writeLayout } from "../../client/write-layout.ts";
import { ExistsError } from "../../errors.ts";
import type { FormatName } from "../../formats/format.ts";
import { shelfKey } from "../input/shelf-key.ts";
import { openShelf } from "../open-shelf.ts";
import { UsageError } from "../usage-error.ts";
import { convertedTarget } from "./converted-target.ts";
import { arrowBytes, fillArrow, reserveOutput } from "./fill-arrow.ts";
import { OutputFile } from "./output-file.ts";
import { parquetTarget } from "./parquet-target.ts";
import type {
	PlacedResult,
	ResultShape,
	ResultTarget,
	WriteControl,
} from "./result-shape.ts";
import { writtenFormat } from "./written-format.ts";

/** Where a result goes. */
export interface ResultTargetOptions {
	/** What is read, which must not be written over. */
	readonly sources: readonly (string | undefined)[];
	readonly output: string | undefined;
	/** What is written there; by the name where it is not said. */
	readonly outputFormat: FormatName | undefined;
	/** A key on the shelf may be taken already; a file always may. */
	readonly replace: boolean;
	/** Standard output is taken by the summary. */
	readonly json: boolean;
	readonly dir: string | undefined;
	/** Given where the result is neighbours. */
	readonly neighbors?: {
		/** Rows in their order also where that costs. */
		readonly sorted: boolean;
	};
}

/**
 * What `--output` names, checked before the search as far as it can be. A shelf
 * that has no daemon gets one.
 * @throws {FileError} nothing can be written there
 * @throws {ExistsError} the key is taken
 * @throws {UsageError}
 */
export async function openResultTarget(
	output: string,
	options: Omit<ResultTargetOptions, "output" | "sources">,
): Promise<ResultTarget> {
	const { outputFormat: asked, replace, dir, neighbors } = options;
	const key = shelfKey(output);
	if (key !== null) {
		if (asked === undefined) return shelfTarget(key, replace, dir);
		throw new UsageError(
			`--output-format is for files: what lies on the shelf is Arrow, got ${output}`,
		);
	}
	if (output === "-" && options.json) {
		throw new UsageError(
			"--json and --output - both take standard output: name a file, or leave out --json",
		);
	}
	const how = writtenFormat(output, asked, "--output-format");
	if (how.format === "arrow" && output !== "-") return arrowTarget(output);
	const target = convertedTarget(output, how, neighbors !== undefined);
	return how.format === "parquet" && output !== "-"
		? parquetTarget(target, neighbors?.sorted ?? false)
		: target;
}

function arrowTarget(path: string): ResultTarget {
	const file = new OutputFile(path);
	return {
		name: path,
		write: (layout, control) =>
			file.write((fd) => writeLayout(fd, layout, writing(control))),
		receive(shape, search, control) {
			return this.place(
				sizeOf(shape),
				(fd) => fillArrow(fd, shape, search, control),
				control,
			);
		},
		async place({ byteLength }, fill, control) {
			file.checkRoom(byteLength);
			return await file.write(async (fd) => {
				await reserveOutput(fd, byteLength, control);
				return await fill(fd);
			});
		},
		async [Symbol.asyncDispose]() {},
	};
}

async function shelfTarget(
	key: string,
	replace: boolean,
	dir: string | undefined,
): Promise<ResultTarget> {
	await using stack = new AsyncDisposableStack();
	const shelf = stack.use(await openShelf({ dir, autostart: true }));
	if (!replace) await checkIsFree(shelf, key);
	const opened = stack.move();
	const put = async (
		bytes: number,
		fill: (fd: number) => Promise<void>,
		signal: AbortSignal,
	) => {
		await shelf.putWritten(bytes, fill, { key, replace, signal });
	};
	const target: ResultTarget = {
		name: `shelf:${key}`,
		write: (layout, control) =>
			put(
				layout.byteLength,
				(fd) => fillSegment(fd, layout, writing(control)),
				control.signal,
			),
		receive: (shape, search, control) =>
			target.place(
				sizeOf(shape),
				(fd) => fillArrow(fd, shape, search, control),
				control,
			),
		async place<T>(
			{ byteLength }: PlacedResult,
			fill: (fd: number) => Promise<T>,
			control: WriteControl,
		) {
			const found: T[] = [];
			const write = async (fd: number) => {
				found.push(await fill(fd));
			};
			await put(byteLength, write, control.signal);
			return found[0] as T;
		},
		[Symbol.asyncDispose]: () => opened.disposeAsync(),
	};
	return target;
}

function sizeOf(shape: ResultShape): PlacedResult {
	return { byteLength: arrowBytes(shape), neighbors: shape.rows * shape.k };
}

/** What writing a layout is told, of a phase by its name. */
function writing({ signal, onProgress }: WriteControl): PutOptions {
	return {
		signal,
		onProgress: (step) => onProgress?.({ phase: "write", ...step }),
	};
}

async function checkIsFree(shelf: Shelf, key: string): Promise<void> {
	const taken = await shelf.list({ glob: key });
	if (taken.length === 0) return;
	throw new ExistsError(
		"exists",
		`Cannot write shelf:${key}: the key is taken; add --replace to replace it`,
		{ details: { key } },
	);
}
