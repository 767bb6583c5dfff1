import type { Piece } from "../arrow/layout.ts";
import { version } from "../config.ts";
import { type CompactValue, encodeCompact } from "./encode-compact.ts";
import { listLevels } from "./list-levels.ts";
import {
	type NeighborsColumn,
	neighborsColumns,
	neighborsSchema,
} from "./neighbors-schema.ts";

/** Some rows of a search's result. */
export interface NeighborsRows {
	readonly count: number;
	/** Of a row. */
	readonly k: number;
	/** uint64 [count]. */
	readonly queries: BigInt64Array | BigUint64Array;
	/** [count x k] */
	readonly neighbors: BigInt64Array;
	/** [count x k] */
	readonly distances: Float32Array;
}

const magic = new TextEncoder().encode("PAR1");
/** Numbers of parquet.thrift. */
const dataPage = 0;
const plain = 0;
const rle = 3;
const uncompressed = 0;
/** Bytes of a page's values, about: what readers take at a time. */
const pageBytes = 1024 * 1024;

/**
 * A Parquet file of neighbours as rows come: `start`, `add` for each row group,
 * `end`; each gives the pieces that follow those before. Values are stored as
 * they lie in memory (PLAIN, not compressed), so that only page heads and
 * levels are made, and those of full pages once.
 */
export class NeighborsFile {
	byteLength = 0;
	#rowCount = 0;
	readonly #groups: CompactValue[] = [];
	readonly #levels = new Map<string, Uint8Array>();

	start(): Piece[] {
		return [this.#piece(magic)];
	}

	/** Some rows as a row group; their arrays are borrowed. */
	add(rows: NeighborsRows): Piece[] {
		if (rows.count === 0) return [];
		const pieces: Piece[] = [];
		const start = this.byteLength;
		const chunks = neighborsColumns.map((column, i) => {
			const values = [rows.queries, rows.neighbors, rows.distances][i];
			return this.#addChunk(column, rows, values as ArrayBufferView, pieces);
		});
		this.#rowCount += rows.count;
		this.#groups.push({
			struct: {
				1: { list: chunks },
				2: { i64: this.byteLength - start },
				3: { i64: rows.count },
			},
		});
		return pieces;
	}

	/** The footer (FileMetaData). */
	end(): Piece[] {
		const footer = encodeCompact({
			1: { i32: 2 },
			2: { list: neighborsSchema() },
			3: { i64: this.#rowCount },
			4: { list: this.#groups },
			6: { text: `arrowshelf version ${version}` },
		});
		return [
			this.#piece(footer),
			this.#piece(Uint32Array.of(footer.byteLength)),
			this.#piece(magic),
		];
	}

	/** One column's pages; its ColumnChunk. */
	#addChunk(
		{ path, type, bytesPerValue, isList }: NeighborsColumn,
		{ count, k }: NeighborsRows,
		values: ArrayBufferView,
		pieces: Piece[],
	): CompactValue {
		const start = this.byteLength;
		const size = isList ? k : 1;
		const rowBytes = size * bytesPerValue;
		const pageRows = Math.max(1, Math.floor(pageBytes / rowBytes));
		for (let first = 0; first < count; first += pageRows) {
			const rows = Math.min(pageRows, count - first);
			const levels = isList ? this.#levelsOf(rows, size) : new Uint8Array(0);
			const body = new Uint8Array(
				values.buffer as ArrayBuffer,
				values.byteOffset + first * rowBytes,
				rows * rowBytes,
			);
			const byteLength = levels.byteLength + body.byteLength;
			const head = encodePageHeader(rows * size, byteLength);
			for (const bytes of [head, levels, body]) {
				if (bytes.byteLength > 0) pieces.push(this.#piece(bytes));
			}
		}
		const byteLength = this.byteLength - start;
		return {
			struct: {
				2: { i64: start },
				3: {
					struct: {
						1: { i32: type },
						2: { list: [{ i32: plain }, { i32: rle }] },
						3: { list: path.map((text) => ({ text })) },
						4: { i32: uncompressed },
						5: { i64: count * size },
						6: { i64: byteLength },
						7: { i64: byteLength },
						9: { i64: start },
					},
				},
			},
		};
	}

	#levelsOf(rows: number, size: number): Uint8Array {
		const key = `${rows}x${size}`;
		const known = this.#levels.get(key);
		if (known !== undefined) return known;
		const levels = listLevels(rows, size);
		if (this.#levels.size > 8) this.#levels.clear();
		this.#levels.set(key, levels);
		return levels;
	}

	#piece(bytes: ArrayBufferView): Piece {
		const position = this.byteLength;
		this.byteLength += bytes.byteLength;
		return { position, bytes };
	}
}

function encodePageHeader(values: number, byteLength: number): Uint8Array {
	return encodeCompact({
		1: { i32: dataPage },
		2: { i32: byteLength },
		3: { i32: byteLength },
		5: {
			struct: {
				1: { i32: values },
				2: { i32: plain },
				3: { i32: rle },
				4: { i32: rle },
			},
		},
	});
}
