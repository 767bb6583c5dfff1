import { ptr } from "bun:ffi";
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { loadFaissNode } from "../../src/native/faiss-node.ts";
import { searchIndex } from "../../src/native/index-search.ts";
import { VectorIndex } from "../../src/native/vector-index.ts";
import { randomFrom } from "../helpers/points.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

const rows = 20_000;
const queryCount = 1000;
const k = 10;

/** Some dense places in a thin haze. */
function vectors(dimension: number): Float32Array {
	const random = randomFrom(dimension);
	const place = (row: number, c: number) => ((row % 20) * (c + 3)) % 7;
	return Float32Array.from({ length: rows * dimension }, (_, i) => {
		const row = Math.floor(i / dimension);
		const value = random() + random() - 1;
		return row % 3 === 0 ? value * 7 : value + place(row, i % dimension);
	});
}

function neighborsOf(
	index: VectorIndex,
	values: Float32Array,
	nprobe: number,
): BigInt64Array {
	const neighbors = new BigInt64Array(queryCount * k);
	searchIndex({
		isWide: false,
		index: index.handle,
		queries: ptr(values),
		rows: queryCount,
		firstQuery: 0,
		rowNumbers: 0,
		k,
		nprobe,
		distances: ptr(new Float32Array(queryCount * k)),
		neighbors: ptr(neighbors),
	});
	return neighbors;
}

function recallOf(found: BigInt64Array, exact: BigInt64Array): number {
	let hits = 0;
	for (let at = 0; at < exact.length; at += k) {
		const wanted = new Set(exact.subarray(at, at + k));
		for (const id of found.subarray(at, at + k)) if (wanted.has(id)) hits += 1;
	}
	return hits / exact.length;
}

test.each([2, 3, 5, 24])(
	"lists trained by us miss no more than FAISS's own, in %d dimensions",
	(dimension) => {
		using directory = temporaryDirectory();
		const values = vectors(dimension);
		const matrix = { values: ptr(values), rows, dimension };
		const nlist = 100;
		using ours = VectorIndex.createIvfFlat(dimension, nlist, "l2");
		ours.train(matrix, { seed: 1, threads: 2 });
		ours.add(matrix, 2);
		const theirs = loadFaissNode().Index.fromFactory(
			dimension,
			`IVF${nlist},Flat`,
			1,
		);
		theirs.train([...values]);
		theirs.add([...values]);
		const path = directory.file("theirs.faiss");
		writeFileSync(path, theirs.toBuffer());
		using read = VectorIndex.read(path, "l2");
		using flat = VectorIndex.createFlat(matrix, "l2");
		const exact = neighborsOf(flat, values, 0);
		for (const nprobe of [1, 2, 4]) {
			const own = recallOf(neighborsOf(ours, values, nprobe), exact);
			const other = recallOf(neighborsOf(read, values, nprobe), exact);
			expect(own).toBeGreaterThan(other - 0.01);
		}
	},
);
