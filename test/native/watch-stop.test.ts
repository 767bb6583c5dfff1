import { ptr } from "bun:ffi";
import { afterEach, expect, test } from "bun:test";
import { closeSync, openSync } from "node:fs";
import { CancelledError } from "../../src/errors.ts";
import { searchIndex } from "../../src/native/index-search.ts";
import { VectorIndex } from "../../src/native/vector-index.ts";
import { watchStop } from "../../src/native/watch-stop.ts";
import { randomFrom } from "../helpers/points.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

const rows = 2000;
const nobody = new Int32Array(new SharedArrayBuffer(4));
const stopped = new Int32Array(new SharedArrayBuffer(4)).fill(1);

afterEach(() => watchStop(nobody));

const points = new Map<number, Float32Array>();

function matrix(dimension: number) {
	const values =
		points.get(dimension) ??
		Float32Array.from({ length: rows * dimension }, randomFrom(dimension));
	points.set(dimension, values);
	return { values: ptr(values), rows, dimension };
}

function search(index: VectorIndex, dimension: number, count: number): void {
	searchIndex({
		isWide: false,
		index: index.handle,
		queries: matrix(dimension).values,
		rows: count,
		firstQuery: -1,
		rowNumbers: 0,
		k: 3,
		nprobe: 4,
		distances: ptr(new Float32Array(count * 3)),
		neighbors: ptr(new BigInt64Array(count * 3)),
	});
}

type Make = (dimension: number) => VectorIndex;
const flat: Make = (dimension) =>
	VectorIndex.createFlat(matrix(dimension), "l2");
const ivf: Make = (dimension) => VectorIndex.createIvfFlat(dimension, 16, "l2");
const hnsw: Make = (dimension) => VectorIndex.createHnsw(dimension, 16, "l2");
const factory =
	(description: string): Make =>
	(dimension) =>
		VectorIndex.createFactory(dimension, description, "l2");

function train(index: VectorIndex, dimension: number): void {
	index.train(matrix(dimension), { seed: 1, threads: 2 });
}

test.each([
	["an IVF index", ivf, 16],
	["an IVF index in 3-D", ivf, 3],
	["IVF16,PQ4", factory("IVF16,PQ4"), 16],
	["PQ4", factory("PQ4"), 16],
	["OPQ4,IVF16,PQ4", factory("OPQ4,IVF16,PQ4"), 16],
] as const)("train() of %s ends when stopped", (_, make, dimension) => {
	using index = make(dimension);
	watchStop(stopped);
	expect(() => train(index, dimension)).toThrow(CancelledError);
});

test("building a tree ends when stopped", () => {
	watchStop(stopped);
	expect(() => VectorIndex.createTree(matrix(3), 2)).toThrow(CancelledError);
});

test.each([
	["an IVF index", ivf, 16],
	["an IVF index in 3-D", ivf, 3],
	["an HNSW index", hnsw, 16],
] as const)("add() to %s ends when stopped", (_, make, dimension) => {
	using index = make(dimension);
	if (make === ivf) train(index, dimension);
	watchStop(stopped);
	expect(() => index.add(matrix(dimension), 2)).toThrow(CancelledError);
});

test.each([
	["a flat index, by products", flat, 16, 100],
	["a flat index, in place", flat, 16, 3],
	["a flat index, by differences", flat, 3, 100],
	["an IVF index, by products", ivf, 16, 100],
	["an IVF index, in place", ivf, 16, 3],
	["an IVF index in 3-D", ivf, 3, 100],
	["an IVF index in 3-D, a few queries", ivf, 3, 3],
	["an HNSW index", hnsw, 16, 3],
] as const)("searching %s ends when stopped", (_, make, dimension, count) => {
	using index = make(dimension);
	if (make === ivf) train(index, dimension);
	if (make !== flat) index.add(matrix(dimension), 2);
	search(index, dimension, count);
	watchStop(stopped);
	expect(() => search(index, dimension, count)).toThrow(CancelledError);
});

test("writeTo() ends when stopped", () => {
	using directory = temporaryDirectory();
	const fd = openSync(directory.file("index.faiss"), "w");
	try {
		using index = flat(16);
		watchStop(stopped);
		expect(() => index.writeTo(fd)).toThrow(CancelledError);
	} finally {
		closeSync(fd);
	}
});

test("watchStop() sees what is set while a call runs, and then only", async () => {
	using index = ivf(16);
	const stop = new Int32Array(new SharedArrayBuffer(4));
	watchStop(stop);
	train(index, 16);
	index.add(matrix(16), 2);
	stop[0] = 1;
	expect(() => search(index, 16, 100)).toThrow(/The call was stopped$/);
	stop[0] = 0;
	search(index, 16, 100);
});
