import { extname } from "node:path";
import { readArrowFile } from "../../arrow/file.ts";
import type { FileBytes } from "../../arrow/file-bytes.ts";
import type { Piece } from "../../arrow/layout.ts";
import { layoutBytes } from "../../arrow/layout-bytes.ts";
import { writeLayout } from "../../client/write-layout.ts";
import { FileError } from "../../errors.ts";
import { checkWritable } from "../../formats/check-writable.ts";
import { compressPieces } from "../../formats/compress-pieces.ts";
import {
	type Compression,
	type FormatName,
	formatOfName,
	formats,
	labelOf,
} from "../../formats/format.ts";
import type { JobSink } from "../../formats/polars-job.ts";
import { PolarsPipe } from "../../formats/polars-pipe.ts";
import { PolarsFailure } from "../../formats/polars-process.ts";
import { writePieces } from "../../segments/write.ts";
import { polarsCommand } from "../polars-command.ts";
import { UsageError } from "../usage-error.ts";
import { OutputFile } from "./output-file.ts";
import { isTerminal } from "./terminal.ts";
import { write } from "./write.ts";

/** What `--format` can ask for. */
export const writtenFormats: readonly FormatName[] = formats
	.filter(({ isWritten }) => isWritten)
	.map(({ name }) => name);

/** A table as an Arrow IPC file, by its bytes and by a path. */
interface WrittenTable {
	readonly path: string;
	readonly file: FileBytes;
}

/** An ending that stands for something else must not get an Arrow file. */
function checkEnding(path: string, known: FormatName | null): void {
	const ending = extname(path);
	if (known !== null || ending === "") return;
	throw new UsageError(
		`Cannot tell the format of ${JSON.stringify(path)} by its ending ${JSON.stringify(ending)}; add --format, one of ${writtenFormats.join(", ")}`,
	);
}

/** Where a table is written to as a file: a path, or `-`, standard output. */
export class TableTarget {
	readonly #path: string;
	readonly #format: FormatName;
	readonly #compression: Compression | null;
	/** Null for standard output. */
	readonly #file: OutputFile | null;

	/**
	 * Checks what can be known before.
	 * @throws {FileError} nothing can be written there
	 * @throws {UsageError} a format that is not written, or a terminal that
	 * would get bytes
	 */
	constructor(path: string, asked: FormatName | undefined) {
		const named = formatOfName(path);
		this.#path = path;
		if (asked === undefined) checkEnding(path, named.format);
		this.#format = asked ?? named.format ?? "arrow";
		this.#compression = named.compression;
		checkFormat(this.#format, named.compression);
		const isText = this.#format !== "arrow" && this.#format !== "parquet";
		if (path === "-" && !isText && isTerminal(1)) {
			throw new UsageError(
				`Standard output is a terminal, and ${labelOf(this.#format)} no text; add --format csv, or name a file`,
			);
		}
		this.#file = path === "-" ? null : new OutputFile(path, true);
	}

	/** What polars is to write. */
	get sink(): Omit<JobSink, "path"> {
		const format = this.#format;
		return format === "tsv"
			? { format: "csv", delimiter: "\t" }
			: { format: format as JobSink["format"] };
	}

	/**
	 * Writes a table: an Arrow file as it is, any other format by polars.
	 * @throws {FileError} also for types that the format does not have
	 */
	async writeTable(
		{ path, file }: WrittenTable,
		signal: AbortSignal,
	): Promise<void> {
		if (this.#format === "arrow") {
			const layout = layoutBytes(file);
			await (this.#file === null
				? this.writePieces(once(layout.pieces))
				: this.#file.write((fd) => writeLayout(fd, layout, { signal })));
			return;
		}
		checkWritable(readArrowFile(file).schema, this.#format);
		const tables = [{ name: "table", path, format: "arrow" } as const];
		using pipe = new PolarsPipe(polarsCommand());
		try {
			await this.writePieces(pipe.pieces({ tables, sink: this.sink }, signal));
		} catch (error) {
			if (!(error instanceof PolarsFailure)) throw error;
			throw new FileError(
				"unsupported_format",
				`Cannot write ${JSON.stringify(this.#path)} as ${labelOf(this.#format)}: ${error.message.split("\n", 1)}`,
				{ details: { path: this.#path }, cause: error },
			);
		}
	}

	/** Writes pieces that follow one another; all, or none to a file. */
	async writePieces(plain: AsyncIterable<readonly Piece[]>): Promise<void> {
		const groups =
			this.#compression === null
				? plain
				: compressPieces(plain, this.#compression);
		if (this.#file !== null) {
			await this.#file.write(async (fd) => {
				for await (const pieces of groups) {
					writePieces(fd, { byteLength: 0, pieces });
				}
			});
			return;
		}
		for await (const pieces of groups) {
			for (const { bytes } of pieces) {
				const { buffer, byteOffset, byteLength } = bytes;
				write(1, new Uint8Array(buffer, byteOffset, byteLength));
			}
		}
	}
}

async function* once(pieces: readonly Piece[]) {
	yield pieces;
}

function checkFormat(
	format: FormatName,
	compression: Compression | null,
): void {
	const { isWritten, isText } = formats.find(
		({ name }) => name === format,
	) as (typeof formats)[number];
	if (!isWritten) {
		throw new UsageError(
			`${labelOf(format)} is read only; write one of ${writtenFormats.join(", ")}`,
		);
	}
	if (compression !== null && !isText) {
		throw new UsageError(
			`${labelOf(format)} is not compressed as a whole; leave out the last ending`,
		);
	}
}
