import { readArrowFile } from "../../arrow/file.ts";
import type { FileBytes } from "../../arrow/file-bytes.ts";
import type { Piece } from "../../arrow/layout.ts";
import { layoutBytes } from "../../arrow/layout-bytes.ts";
import { writeLayout } from "../../client/write-layout.ts";
import { FileError } from "../../errors.ts";
import { checkWritable } from "../../formats/check-writable.ts";
import { compressPieces } from "../../formats/compress-pieces.ts";
import { labelOf } from "../../formats/format.ts";
import type { JobSink } from "../../formats/polars-job.ts";
import { PolarsPipe } from "../../formats/polars-pipe.ts";
import { PolarsFailure } from "../../formats/polars-process.ts";
import { writePieces } from "../../segments/write.ts";
import { openNamelessFile } from "../nameless-file.ts";
import { polarsCommand } from "../polars-command.ts";
import { OutputFile } from "./output-file.ts";
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
	/** Told of pieces of text as they are written. */
	readonly onPieces?: (pieces: readonly Piece[]) => void;
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
		{ signal, pipe, hasNeighbors = false, onPieces }: WriteOptions,
	): Promise<void> {
		const { format } = this.#how;
		if (format === "arrow") {
			const layout = layoutBytes(file);
			await (this.#file === null
				? this.writePieces(once(layout.pieces))
				: this.#file.write((fd) => writeLayout(fd, layout, { signal })));
			return;
		}
		const isUnrolled = hasNeighbors && this.sink.format === "csv";
		if (!isUnrolled) checkWritable(readArrowFile(file).schema, format);
		const tables = [{ name: "table", path, format: "arrow" } as const];
		const job = { tables, sink: this.sink, neighborRows: isUnrolled };
		using polars = pipe ?? new PolarsPipe(polarsCommand());
		try {
			const pieces = polars.pieces(job, signal);
			await this.writePieces(onPieces ? told(pieces, onPieces) : pieces);
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
			compression === null ? plain : compressPieces(plain, compression);
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

async function* told(
	groups: AsyncIterable<readonly Piece[]>,
	tell: (pieces: readonly Piece[]) => void,
) {
	for await (const pieces of groups) {
		tell(pieces);
		yield pieces;
	}
}

async function* once(pieces: readonly Piece[]) {
	yield pieces;
}
