import { setImmediate as nextTurn } from "node:timers/promises";
import { viewPlaces } from "../../engine/analysis/view-places.ts";
import { ResultFile } from "../../engine/answers/result-file.ts";
import type { ResultBlock } from "../../engine/answers/result-sink.ts";
import { rowNumbers } from "../../engine/vectors/row-numbers.ts";
import { NeighborsFile } from "../../parquet/neighbors-file.ts";
import { arrowBytes, reserveOutput } from "./fill-arrow.ts";
import type { ResultShape, Search, WriteControl } from "./result-shape.ts";
import { SequentialFile } from "./sequential-file.ts";

/** Of a row group that we cut ourselves. */
const groupBytes = 32 * 1024 * 1024;
const groupRows = 131_072;

/** Bytes of the Parquet file of a result, about; rather less than it takes. */
export function parquetBytes({ rows, k }: ResultShape): number {
	return rows * (8 + 12 * k);
}

/** Has a search write its result as Parquet, block after block as a row group,
 * in the engine's order.
 * @param fd open for writing; stays the caller's */
export async function fillParquet<T>(
	fd: number,
	shape: ResultShape,
	search: Search<T>,
): Promise<T> {
	await using file = new ParquetWriter(fd, shape);
	const result = await search({
		kind: "blocks",
		write: (block) => file.write(block),
	});
	await file.end();
	return result;
}

/**
 * The same in row order: answers go to their places in a scratch file first,
 * which takes as much room again.
 * @param scratch a new file, open for reading and writing; stays the caller's
 */
export async function fillSortedParquet<T>(
	fd: number,
	scratch: number,
	shape: ResultShape,
	search: Search<T>,
	control: WriteControl,
): Promise<T> {
	const { rows, k } = shape;
	await reserveOutput(scratch, arrowBytes(shape), control);
	using answers = new ResultFile(rows, k);
	const sink = answers.open(scratch);
	const result = await search(sink);
	await using file = new ParquetWriter(fd, shape);
	const affordable = Math.floor(groupBytes / (12 * k));
	const step = Math.max(1, Math.min(groupRows, affordable));
	for (let first = 0; first < rows; first += step) {
		const count = Math.min(step, rows - first);
		await file.write(viewPlaces(sink.places, first, count));
		control.onProgress?.({ phase: "write", done: first + count, total: rows });
		await nextTurn();
		control.signal.throwIfAborted();
	}
	await file.end();
	return result;
}

/** Writes blocks of answers to a descriptor as they come. */
class ParquetWriter implements AsyncDisposable {
	readonly #file: SequentialFile;
	readonly #neighbors = new NeighborsFile();
	#started = false;

	constructor(fd: number, shape: ResultShape) {
		this.#file = new SequentialFile(fd, parquetBytes(shape));
	}

	async write(block: ResultBlock): Promise<void> {
		const queries = block.rows ?? rowNumbers(block.first, block.count);
		await this.#start();
		await this.#file.write(this.#neighbors.add({ ...block, queries }));
	}

	async end(): Promise<void> {
		await this.#start();
		await this.#file.write(this.#neighbors.end());
		await this.#file.end();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#file[Symbol.asyncDispose]();
	}

	async #start(): Promise<void> {
		if (this.#started) return;
		this.#started = true;
		await this.#file.write(this.#neighbors.start());
	}
}
