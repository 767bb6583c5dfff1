import type { Shelf } from "../../client/shelf.ts";
import { ExistsError } from "../../errors.ts";
import { shelfKey } from "../input/shelf-key.ts";
import { openShelf } from "../open-shelf.ts";
import { arrowBytes, fillArrow, reserveArrow } from "./fill-arrow.ts";
import { fillParquet, fillSortedParquet } from "./fill-parquet.ts";
import { OutputFile } from "./output-file.ts";
import type { ResultShape, Search } from "./result-shape.ts";

/** Where a search's result goes. */
export interface ResultTarget extends AsyncDisposable {
	/** As the user named it; null: nowhere. */
	readonly name: string | null;
	/** Has a search write all of its answers, or leaves nothing behind. */
	receive<T>(
		shape: ResultShape,
		search: Search<T>,
		signal: AbortSignal,
	): Promise<T>;
}

interface ResultTargetOptions {
	readonly output: string | undefined;
	/** A key on the shelf may be taken already; a file always may. */
	readonly replace: boolean;
	/** Rows in their order also where that costs. */
	readonly sorted: boolean;
	readonly dir: string | undefined;
}

/**
 * What `--output` names, checked before the search as far as it can be. A shelf
 * that has no daemon gets one.
 * @throws {FileError} nothing can be written there
 * @throws {ExistsError} the key is taken
 */
export async function resultTarget(
	options: ResultTargetOptions,
): Promise<ResultTarget> {
	const { output, replace, dir, sorted } = options;
	if (output === undefined) return nowhere;
	const key = shelfKey(output);
	if (key !== null) return shelfTarget(key, replace, dir);
	return output.toLowerCase().endsWith(".parquet")
		? parquetTarget(output, sorted)
		: arrowTarget(output);
}

/** Answers are counted and forgotten. */
const nowhere: ResultTarget = {
	name: null,
	receive: (_shape, search) => search({ kind: "blocks", write() {} }),
	async [Symbol.asyncDispose]() {},
};

function arrowTarget(path: string): ResultTarget {
	const file = new OutputFile(path);
	return {
		name: path,
		receive: (shape, search, signal) =>
			file.write(async (fd) => {
				await reserveArrow(fd, shape, signal);
				return await fillArrow(fd, shape, search, signal);
			}),
		async [Symbol.asyncDispose]() {},
	};
}

function parquetTarget(path: string, sorted: boolean): ResultTarget {
	const file = new OutputFile(path, "parquet");
	return {
		name: path,
		receive: (shape, search, signal) =>
			file.write((fd) =>
				sorted
					? file.withScratch((scratch) =>
							fillSortedParquet(fd, scratch, shape, search, signal),
						)
					: fillParquet(fd, search),
			),
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
	return {
		name: `shelf:${key}`,
		async receive<T>(
			shape: ResultShape,
			search: Search<T>,
			signal: AbortSignal,
		) {
			const results: T[] = [];
			await shelf.putWritten(
				arrowBytes(shape),
				async (fd) => {
					results.push(await fillArrow(fd, shape, search, signal));
				},
				{ key, replace, signal },
			);
			return results[0] as T;
		},
		[Symbol.asyncDispose]: () => opened.disposeAsync(),
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
