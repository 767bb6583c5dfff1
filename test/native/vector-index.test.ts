import { ptr } from "bun:ffi";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { InvalidTableError } from "../../src/errors.ts";
import { searchIndex } from "../../src/native/index-search.ts";
import { VectorIndex } from "../../src/native/vector-index.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

const rows = 600;
const dimension = 4;
// A fixed sequence: the same points in every run.
const points = Float32Array.from(
	{ length: rows * dimension },
	(_, i) => (i * 7919) % 1009,
);
const matrix = { values: ptr(points), rows, dimension };

function trainedIvf(): VectorIndex {
	const index = VectorIndex.createIvfFlat(dimension, 8, "l2");
	index.train(matrix, { seed: 1, threads: 1 });
	index.add(matrix, 1);
	return index;
}

function neighbors(index: VectorIndex, nprobe: number): bigint[] {
	const k = 5;
	const found = new BigInt64Array(rows * k);
	searchIndex({
		isWide: false,
		index: index.handle,
		queries: ptr(points),
		rows,
		firstQuery: 0,
		rowNumbers: 0,
		k,
		nprobe,
		distances: ptr(new Float32Array(rows * k)),
		neighbors: ptr(found),
	});
	return [...found];
}

test("describe() tells what the index is", () => {
	using ivf = trainedIvf();
	expect(ivf.describe()).toEqual({
		kind: "ivf",
		metric: "l2",
		dimension,
		nlist: 8,
		nprobe: 1,
		efSearch: 0,
		trained: true,
		count: rows,
	});
	using tree = VectorIndex.createTree(matrix, 2);
	expect(tree.describe()).toMatchObject({ kind: "tree", count: rows });
	expect(tree.unitCount()).toBe(Math.ceil(rows / 32));
});

test("listSizes() add up to all vectors", () => {
	using ivf = trainedIvf();
	const sizes = ivf.listSizes();
	expect(sizes.length).toBe(8);
	expect(sizes.reduce((sum, size) => sum + size, 0n)).toBe(BigInt(rows));
});

test("read() gives an index that answers as the written one", () => {
	using directory = temporaryDirectory();
	const path = directory.file("index.faiss");
	using ivf = trainedIvf();
	ivf.write(path);
	using read = VectorIndex.read(path, "l2");
	expect(neighbors(read, 3)).toEqual(neighbors(ivf, 3));
});

test("read() refuses a file that is no index, and a missing one", async () => {
	using directory = temporaryDirectory();
	const path = directory.file("text");
	await Bun.write(path, "not an index");
	expect(() => VectorIndex.read(path, "l2")).toThrow(InvalidTableError);
	const missing = join(directory.path, "missing");
	expect(() => VectorIndex.read(missing, "l2")).toThrow(missing);
});

test("a flat index reads the points where they are", () => {
	const own = points.slice();
	using flat = VectorIndex.createFlat({ ...matrix, values: ptr(own) }, "l2");
	const before = neighbors(flat, 0);
	own.fill(0);
	expect(neighbors(flat, 0)).not.toEqual(before);
});

test("a handle is refused after disposal; disposing twice is harmless", () => {
	const tree = VectorIndex.createTree(matrix, 2);
	tree.dispose();
	tree.dispose();
	expect(() => tree.handle).toThrow(TypeError);
});

test("train() refuses fewer rows than lists, naming the action", () => {
	using ivf = VectorIndex.createIvfFlat(dimension, 700, "l2");
	expect(() => ivf.train(matrix, { seed: 1, threads: 1 })).toThrow(
		"Cannot train the index",
	);
});
