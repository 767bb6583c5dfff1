import { describe, expect, test } from "bun:test";
import { knn } from "../../src/engine/knn.ts";
import type { KnnRequest } from "../../src/engine/request.ts";
import { addressOf } from "../../src/engine/vectors/address.ts";
import { loadFaissNode } from "../../src/native/faiss-node.ts";
import { searchIndex } from "../../src/native/index-search.ts";
import { VectorIndex } from "../../src/native/vector-index.ts";
import { expectNeighbors } from "../helpers/expect-neighbors.ts";
import { randomFrom } from "../helpers/points.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import { vectorSource } from "../helpers/vector-source.ts";

const [rows, dimension] = [3000, 12];
const random = randomFrom(5);
const points = Array.from({ length: rows }, () =>
	Array.from({ length: dimension }, () => Math.fround(random() - 0.5)),
);
const source = vectorSource(points, dimension, { isList: true });

describe('knn() with index "hnsw"', () => {
	test.each(["l2", "ip", "cosine"] as const)(
		"reaches the recall asked for, metric %s",
		async (metric) => {
			const question: KnnRequest = { points: source, index: "hnsw", metric };
			const { summary } = await knn({
				...question,
				recallTarget: 0.97,
				measureRecall: 1000,
			});
			const { kind, nlist, nprobe, ef_search } = summary.index;
			expect([kind, nlist, nprobe]).toEqual(["hnsw", null, null]);
			expect(ef_search).toBeGreaterThan(1);
			expect(summary.recall?.high).toBeGreaterThanOrEqual(0.97);
			expect(summary.recall?.sample).toBe(1000);
		},
	);

	test("walks as far as efSearch says", async () => {
		const question = { points: source, index: "hnsw", measureRecall: true };
		const recall = async (efSearch: number) => {
			const options = { ...question, efSearch } as KnnRequest;
			const { summary } = await knn(options);
			expect(summary.index.ef_search).toBe(efSearch);
			return summary.recall?.value ?? 0;
		};
		expect(await recall(4)).toBeLessThan((await recall(200)) - 0.05);
	});

	test("finds all of few, nobody twice, nobody itself", async () => {
		const few = points.slice(0, 60);
		const request = { points: vectorSource(few, dimension), index: "hnsw" };
		for (const k of [1, 10, 64]) {
			const options = { ...request, k, efSearch: 64 } as KnnRequest;
			expectNeighbors(await knn(options), { points: few });
		}
	});

	test("builds the same graph again with one thread", async () => {
		const path = { points: source, index: "hnsw", efSearch: 30 } as const;
		const one = await knn({ ...path, cores: 1 });
		const again = await knn({ ...path, cores: 1 });
		expect(again.neighbors).toEqual(one.neighbors);
	});

	test("ends when it is cancelled while it builds, and tells how far it was", async () => {
		const controller = new AbortController();
		const seen: number[] = [];
		const many = Array.from({ length: 20_000 }, () =>
			Array.from({ length: 16 }, random),
		);
		const search = knn(
			{ points: vectorSource(many, 16), index: "hnsw" },
			{
				signal: controller.signal,
				onProgress({ phase, done, total }) {
					if (phase !== "build" || done === 0) return;
					seen.push(done / total);
					controller.abort();
				},
			},
		);
		await expect(search).rejects.toMatchObject({ code: "cancelled" });
		expect(seen[0]).toBeLessThan(1);
	});
});

describe('knn() with index "factory:..."', () => {
	test.each([
		["IVF32,Flat", "ivf", 0.9],
		["HNSW16", "hnsw", 0.9],
		["IVF16,PQ6x5", "factory", 0.2],
		["IVF16,SQ8", "factory", 0.9],
		["PCAR8,IVF16,PQ4x4,RFlat", "factory", 0.1],
		["SQ8", "factory", 0.9],
	] as const)(
		"%s is trained, filled and searched",
		async (factory, kind, least) => {
			const { summary } = await knn({
				points: source,
				index: `factory:${factory}`,
				measureRecall: 500,
			});
			expect(summary.index.reason).toContain("factory string");
			expect(summary.index.kind).toBe("factory");
			expect(summary.recall?.value).toBeGreaterThan(least);
			const hasLists = factory.includes("IVF");
			expect(summary.index.nprobe !== null).toBe(hasLists);
			expect(summary.index.ef_search !== null).toBe(kind === "hnsw");
		},
	);

	test("Flat is the flat index", async () => {
		const few = points.slice(0, 100);
		const request = { points: vectorSource(few, dimension), k: 5 };
		const result = await knn({ ...request, index: "factory:Flat" });
		expectNeighbors(result, { points: few });
		expect(result.summary.index.kind).toBe("flat");
	});

	test.each([
		["Nonsense", "Nonsense"],
		["IVF16_HNSW8,Flat", "not supported: expected Flat, HNSWn"],
		["PQ5", "PQ5"],
	])("refuses %s as a mistake of the caller", async (factory, text) => {
		const search = knn({ points: source, index: `factory:${factory}` });
		await expect(search).rejects.toBeInstanceOf(RangeError);
		await expect(search).rejects.toThrow(text);
	});

	test("refuses to train with too few rows, saying how many it needs", async () => {
		const few = vectorSource(points.slice(0, 100), dimension);
		const search = knn({ points: few, index: "factory:PQ4" });
		await expect(search).rejects.toMatchObject({
			code: "invalid_rows",
			message: expect.stringMatching(/"factory:PQ4" on 100 rows: .*256/),
		});
	});
});

describe("an HNSW index", () => {
	const faiss = loadFaissNode();
	const values = Float32Array.from(points.flat());
	const k = 6;
	const count = 300;
	const queries = values.subarray(0, count * dimension);

	function search(index: VectorIndex, efSearch: number) {
		const distances = new Float32Array(count * k);
		const neighbors = new BigInt64Array(count * k);
		searchIndex({
			isWide: false,
			index: index.handle,
			queries: addressOf(queries),
			rows: count,
			firstQuery: -1,
			rowNumbers: 0,
			k,
			nprobe: efSearch,
			distances: addressOf(distances),
			neighbors: addressOf(neighbors),
		});
		return { labels: [...neighbors].map(Number), distances };
	}

	/** FAISS adds up a distance in another order, so that a walk may rarely
	 * differ. */
	function expectSame(
		ours: { labels: number[]; distances: Float32Array },
		theirs: { labels: number[]; distances: number[] },
	): void {
		let same = 0;
		for (const [i, label] of ours.labels.entries()) {
			if (label !== theirs.labels[i]) continue;
			same += 1;
			const squared = (ours.distances[i] ?? 0) ** 2;
			expect(squared).toBeCloseTo(theirs.distances[i] ?? -1, 4);
		}
		expect(same / ours.labels.length).toBeGreaterThan(0.999);
	}

	test("of ours is read by faiss-node with the same answers, efSearch carried", () => {
		using directory = temporaryDirectory();
		const path = directory.file("ours.faiss");
		using index = VectorIndex.createHnsw(dimension, 8, "l2");
		index.add({ values: addressOf(values), rows }, 2);
		for (const efSearch of [6, 20, 100]) {
			index.setEffort(efSearch);
			index.write(path);
			const theirs = faiss.Index.read(path).search([...queries], k);
			expectSame(search(index, efSearch), theirs);
			using again = VectorIndex.read(path, "l2");
			expect(again.describe()).toMatchObject({ kind: "hnsw", efSearch });
			expect(search(again, 0).labels).toEqual(search(index, efSearch).labels);
		}
	});

	test("of faiss-node is read by us with the same answers", () => {
		using directory = temporaryDirectory();
		const path = directory.file("theirs.faiss");
		const theirs = faiss.Index.fromFactory(dimension, "HNSW12", 1);
		theirs.add([...values]);
		theirs.write(path);
		using index = VectorIndex.read(path, "l2");
		expect(index.describe()).toMatchObject({ kind: "hnsw", count: rows });
		expectSame(search(index, 0), theirs.search([...queries], k));
	});
});
