import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setSerializedNprobe } from "../../src/engine/backends/faiss-index-header.ts";
import { knn } from "../../src/engine/knn.ts";
import type { KnnRequest } from "../../src/engine/request.ts";
import { addressOf } from "../../src/engine/vectors/address.ts";
import { loadFaissNode } from "../../src/native/faiss-node.ts";
import { searchIndex } from "../../src/native/index-search.ts";
import { VectorIndex } from "../../src/native/vector-index.ts";
import { expectNeighbors } from "../helpers/expect-neighbors.ts";
import { randomFrom } from "../helpers/points.ts";
import { vectorSource } from "../helpers/vector-source.ts";

const directory = mkdtempSync("/dev/shm/as-faiss-");
afterAll(() => rmSync(directory, { recursive: true }));

const [rows, dimension, nlist, k] = [2000, 6, 20, 5];
const random = randomFrom(11);
const points = Array.from({ length: rows }, () =>
	Array.from({ length: dimension }, () => Math.fround(random())),
);

/** `rows` vectors of some dimension, the same for the same one. */
function valuesOf(dimension: number): Float32Array {
	const random = randomFrom(dimension);
	return Float32Array.from({ length: rows * dimension }, random);
}

function buildNative(values: Float32Array): VectorIndex {
	const dimension = values.length / rows;
	const matrix = { values: addressOf(values), rows, dimension };
	const index = VectorIndex.createIvfFlat(dimension, nlist, "l2");
	index.train(matrix, { seed: 1, threads: 1 });
	index.add(matrix, 1);
	return index;
}

/** Labels and squared distances of the first 100 points' neighbours. */
function searchNative(
	index: VectorIndex,
	values: Float32Array,
	nprobe: number,
) {
	const count = 100;
	const distances = new Float32Array(count * k);
	const neighbors = new BigInt64Array(count * k);
	searchIndex({
		isWide: false,
		index: index.handle,
		queries: addressOf(values),
		rows: count,
		firstQuery: -1,
		rowNumbers: 0,
		k,
		nprobe,
		distances: addressOf(distances),
		neighbors: addressOf(neighbors),
	});
	return {
		labels: [...neighbors].map(Number),
		distances: [...distances].map((distance) => distance ** 2),
	};
}

function expectSame(
	a: { labels: number[]; distances: number[] },
	b: { labels: number[]; distances: number[] },
): void {
	expect(a.labels).toEqual(b.labels);
	for (const [i, distance] of a.distances.entries()) {
		expect(Math.abs(distance - (b.distances[i] ?? -1))).toBeLessThan(1e-6);
	}
}

/** The second is searched by products. */
describe.each([6, 24])("an IVF index of %d dimensions", (dimension) => {
	const faiss = loadFaissNode();
	const values = valuesOf(dimension);
	const firstQueries = [...values.subarray(0, 100 * dimension)];

	test("of ours is read by faiss-node with the same answers, nprobe carried", () => {
		using index = buildNative(values);
		const path = join(directory, "ours.faiss");
		index.write(path);
		for (const nprobe of [1, 4, nlist]) {
			const bytes = readFileSync(path);
			setSerializedNprobe(bytes, nprobe);
			const theirs = faiss.Index.fromBuffer(bytes);
			expect(theirs.ntotal()).toBe(rows);
			expectSame(
				theirs.search(firstQueries, k),
				searchNative(index, values, nprobe),
			);
		}
		expect(searchNative(index, values, 1)).not.toEqual(
			searchNative(index, values, 4),
		);
	});

	test("of faiss-node is read by us with the same answers, nprobe carried", () => {
		const theirs = faiss.Index.fromFactory(dimension, `IVF${nlist},Flat`, 1);
		theirs.train([...values]);
		theirs.add([...values]);
		const path = join(directory, "theirs.faiss");
		const bytes = theirs.toBuffer();
		setSerializedNprobe(bytes, 3);
		writeFileSync(path, bytes);
		using index = VectorIndex.read(path, "l2");
		expect(index.describe()).toMatchObject({
			kind: "ivf",
			nlist,
			nprobe: 3,
			dimension,
			count: rows,
		});
		const again = faiss.Index.read(path);
		expectSame(searchNative(index, values, 0), again.search(firstQueries, k));
	});
});

describe('knn() by engine "faiss-node"', () => {
	const source = vectorSource(points, dimension, { batchRows: 700 });
	const engine = "faiss-node";

	test.each(["l2", "ip", "cosine"] as const)(
		"finds what brute force finds: %s",
		async (metric) => {
			const few = points.slice(0, 300);
			const request = {
				points: vectorSource(few, dimension),
				metric,
				engine,
			} as const;
			for (const options of [{}, { includeSelf: true }, { k: 64, cores: 3 }]) {
				const result = await knn({ ...request, ...options });
				expect(result.summary).toMatchObject({
					engine,
					index: { kind: "flat" },
				});
				// FAISS computes |x|^2 + |y|^2 - 2xy where there are many queries.
				expectNeighbors(result, {
					points: few,
					metric,
					...options,
					resolution: 1e-3,
				});
			}
		},
	);

	test("pads a k above the rows, and leaves invalid rows out", async () => {
		const table = [
			[0, 0],
			[1, 0],
			[null, 3],
			[0, 2],
		];
		const few = vectorSource(table, 2);
		const result = await knn({ points: few, k: 3, skipInvalid: true, engine });
		expect([...result.neighbors]).toEqual(
			[1, 3, -1, 0, 3, -1, -1, -1, -1, 0, 1, -1].map(BigInt),
		);
		expect(result.distances[0]).toBe(1);
		expect(result.distances[2]).toBeNaN();
	});

	test("agrees with the native engine where all lists are visited", async () => {
		const question: KnnRequest = {
			points: source,
			index: "ivf",
			nlist,
			nprobe: nlist,
		};
		const native = await knn(question);
		const theirs = await knn({ ...question, engine });
		let same = 0;
		for (const [i, neighbor] of native.neighbors.entries()) {
			if (neighbor === theirs.neighbors[i]) same += 1;
		}
		expect(same / native.neighbors.length).toBeGreaterThan(0.999);
		expect(theirs.summary.mean_distance).toBeCloseTo(
			native.summary.mean_distance ?? 0,
			5,
		);
	});

	test("chooses an nprobe, measures recall, gives the same for any cores", async () => {
		const question: KnnRequest = { points: source, index: "ivf", engine };
		const one = await knn({ ...question, cores: 1, measureRecall: 500 });
		expect(one.summary.recall?.value).toBeGreaterThan(0.9);
		expect(one.summary.index.nprobe).toBeGreaterThan(1);
		const three = await knn({ ...question, cores: 3 });
		expect(three.neighbors).toEqual(one.neighbors);
	});
});

test("faiss-node compares directly, exact far from the origin too", async () => {
	const far = points.slice(0, 300).map((row) => row.map((v) => 1e4 + v));
	const rounded = far.map((row) => row.map(Math.fround));
	const source = vectorSource(rounded, dimension);
	const options = { k, engine: "faiss-node", index: "flat" } as const;
	expectNeighbors(await knn({ points: source, ...options }), {
		points: rounded,
		resolution: 1e-6,
	});
});
