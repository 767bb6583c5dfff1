import { readArrowFile } from "../../arrow/file.ts";
import type { FileBytes } from "../../arrow/file-bytes.ts";
import type { Piece } from "../../arrow/layout.ts";
import { layoutBytes } from "../../arrow/layout-bytes.ts";
import { writeLayout } from "../../client/write-layout.ts";
import { FileError } from "../../errors.ts";
import { checkWritable } from "../../formats/check-writable.ts";
import { type Compression, labelOf } from "../../formats/format.ts";
import type { JobSink } from "../../formats/polars-job.ts";
import { PolarsPipe } from "../../formats/polars-pipe.ts";
import { PolarsFailure } from "../../formats/polars-process.ts";
import { writePieces } from "../../segments/write.ts";
import { openNamelessFile } from "../nameless-file.ts";
import { polarsCommand } from "../polars-command.ts";
import { countLines } from "./count-lines.ts";
import { OutputFile } from "./output-file.ts";
import type { ProgressStep } from "./progress.ts";
import { write } from "./write.ts";
import type { WrittenFormat } from "./written-format.ts";

/** A table as an Arrow IPC file, by its bytes and by a path. */
interface WrittenTable {
	readonly path: string;
	readonly file: FileBytes;
}

interface WriteOptions {
	readonly signal: AbortSignal;
	/** A process of polars that was started before; taken over. */
	readonly pipe?: PolarsPipe | undefined;
	/** Whether it is a table of neighbours, which a format without lists gets a
	 * row each. */
	readonly hasNeighbors?: boolean;
	/** How many lines it will be as CSV, where they are not its rows. */
	readonly lines?: number | undefined;
	readonly onProgress?: ((step: ProgressStep) => void) | undefined;
}

/** Where a table is written to as a file: a path, or `-`, standard output. */
export class TableTarget {
	readonly #path: string;
	readonly #how: WrittenFormat;
	/** Null for standard output. */
	readonly #file: OutputFile | null;

	/** @throws {FileError} nothing can be written there */
	constructor(path: string, how: WrittenFormat) {
		this.#path = path;
		this.#how = how;
		this.#file = path === "-" ? null : new OutputFile(path);
	}

	/** What polars is to write. */
	get sink(): Omit<JobSink, "path"> {
		const { format } = this.#how;
		return format === "tsv"
			? { format: "csv", delimiter: "\t" }
			: { format: format as JobSink["format"] };
	}

	/**
	 * Refuses what its file system has no room for.
	 * @throws {FileError} `disk_full`
	 */
	checkRoom(needed: number): void {
		this.#file?.checkRoom(needed);
	}

	/** Gives `use` an empty file without a name: beside the one that is written,
	 * or, for standard output, where temporary files are. */
	async withScratch<T>(use: (fd: number) => Promise<T>): Promise<T> {
		if (this.#file !== null) return await this.#file.withScratch(use);
		using scratch = openNamelessFile();
		return await use(scratch.fd);
	}

	/**
	 * Writes a table: an Arrow file as it is, any other format by polars.
	 * @throws {FileError} also for types that the format does not have
	 */
	async writeTable(
		{ path, file }: WrittenTable,
		options: WriteOptions,
	): Promise<void> {
		const { signal, pipe, hasNeighbors = false, onProgress } = options;
		const { format } = this.#how;
		if (format === "arrow") {
			const layout = layoutBytes(file);
			const copying = (done: { done: number; total: number }) =>
				onProgress?.({ phase: "copy", ...done });
			const how = { signal, onProgress: copying };
			await (this.#file === null
				? this.writePieces(once(layout.pieces))
				: this.#file.write((fd) => writeLayout(fd, layout, how)));
			return;
		}
		const { schema, rowCount } = readArrowFile(file);
		const isUnrolled = hasNeighbors && this.sink.format === "csv";
		if (!isUnrolled) checkWritable(schema, format);
		const total = isUnrolled ? options.lines : rowCount;
		const told = (lines: number) => {
			const done = Math.min(lines, total ?? 0);
			if (total !== undefined) onProgress?.({ phase: "convert", done, total });
		};
		const tables = [{ name: "table", path, format: "arrow" } as const];
		const job = { tables, sink: this.sink, neighborRows: isUnrolled };
		using polars = pipe ?? new PolarsPipe(polarsCommand());
		try {
			const pieces = polars.pieces(job, signal);
			const isText = format !== "parquet";
			await this.writePieces(isText ? countLines(pieces, told) : pieces);
		} catch (error) {
			if (!(error instanceof PolarsFailure)) throw error;
			throw new FileError(
				"unsupported_format",
				`Cannot write ${JSON.stringify(this.#path)} as ${labelOf(format)}: ${error.message.split("\n", 1)}`,
				{ details: { path: this.#path }, cause: error },
			);
		}
	}

	/** Writes pieces that follow one another; all, or none to a file. */
	async writePieces(plain: AsyncIterable<readonly Piece[]>): Promise<void> {
		const { compression } = this.#how;
		const groups =
			compression === null ? plain : await packed(plain, compression);
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

/** Streams and zlib are loaded only here. */
async function packed(
	plain: AsyncIterable<readonly Piece[]>,
	compression: Compression,
): Promise<AsyncIterable<Piece[]>> {
	const { compressPieces } = await import("../../formats/compress-pieces.ts");
	return compressPieces(plain, compression);
}
