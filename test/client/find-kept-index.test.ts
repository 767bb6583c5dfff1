import { afterAll, beforeAll, expect, test } from "bun:test";
import type { KnnOptions } from "../../src/client/knn.ts";
import { failure } from "../helpers/failure.ts";
import { randomFrom } from "../helpers/points.ts";
import { type TestShelf, testShelf } from "./test-shelf.ts";

const [rows, dimension] = [8000, 32];
const random = randomFrom(5);

function columns(count: number) {
	return Object.fromEntries(
		Array.from({ length: dimension }, (_, c) => [
			`c${c}`,
			Float32Array.from({ length: count }, random),
		]),
	);
}

const points = columns(rows);
const queries = columns(1);

let own: TestShelf;

/** The table "points" and its graph "graph". */
beforeAll(async () => {
	own = await testShelf();
	await own.shelf.put(points, { key: "points" });
	await own.shelf.buildIndex("points", { key: "graph", recallTarget: 0.99 });
}, 60_000);

afterAll(() => own[Symbol.asyncDispose]());

test("knn() uses an index that suits by itself, and says so", async () => {
	const found = await own.shelf.knn("points", { queries });
	expect(found.summary.index).toMatchObject({
		kind: "hnsw",
		reason:
			"index shelf:graph, built for version 1, for recall 0.99 of 10 neighbours, is on the shelf",
	});
	const named = await own.shelf.knn("points", {
		queries,
		index: "shelf:graph",
	});
	expect(found.neighbors).toEqual(named.neighbors);
	expect(found.distances).toEqual(named.distances);
});

type Options = Omit<KnnOptions, "radius">;
const others: [string, Options][] = [
	["exact was asked for", { index: "exact", queries }],
	["flat was asked for", { index: "flat", queries }],
	["other columns are searched", { columns: ["c0", "c1"] }],
	[
		"the columns are in another order",
		{ columns: Object.keys(points).reverse(), queries },
	],
	["another metric is asked for", { metric: "cosine", queries }],
	["rows are filtered", { where: "c0 < 0.5", queries }],
	["a search without it is faster", { queries: undefined }],
];
test.each(others)("knn() uses none where %s", async (_, options) => {
	const { summary } = await own.shelf.knn("points", options);
	expect(summary.index.kind).not.toBe("hnsw");
	expect(summary.recall).toMatchObject({ value: 1, sample: 0 });
});

test("knn() uses the fastest, and raises its effort to another recall", async () => {
	const { shelf } = own;
	await shelf.buildIndex("points", { key: "all", index: "flat" });
	// So many are sooner compared with all than led through a graph.
	const many = columns(1000);
	const fast = await shelf.knn("points", { queries: many });
	expect(fast.summary.index.reason).toContain("shelf:all");
	expect(fast.summary.recall?.value).toBe(1);
	await shelf.delete("all");
	const low = await shelf.knn("points", { queries });
	expect(low.summary.index.reason).toContain("shelf:graph");
	const recallTarget = 0.9999;
	const index = "shelf:graph";
	const high = await shelf.knn("points", {
		queries: many,
		recallTarget,
		index,
	});
	expect(high.summary.index.ef_search ?? 0).toBeGreaterThan(
		low.summary.index.ef_search ?? 0,
	);
});

test("knn() does without an index whose metadata is another", async () => {
	const { shelf } = own;
	const { metadata: before } = await shelf.stat("graph");
	for (const metadata of [
		{ "index.table": "points", "index.columns": "no list" },
		{ "index.table": "others" },
		{},
	]) {
		await shelf.touch("graph", { metadata });
		const { summary } = await shelf.knn("points", { queries });
		expect(summary.index.kind).toBe("flat");
	}
	await shelf.touch("graph", { metadata: before });
});

test("knn() uses none of a version that was replaced, and one that is built anew", async () => {
	const { shelf } = own;
	using old = await shelf.get("points");
	await shelf.put(points, { key: "points", replace: true });
	const stale = await shelf.knn("points", { queries });
	expect(stale.summary.index.kind).toBe("flat");
	// Who holds the old version has its index.
	const held = await shelf.knn(old, { queries });
	expect(held.summary.index.kind).toBe("hnsw");
	await shelf.buildIndex("points", {
		key: "graph",
		replace: true,
		recallTarget: 0.99,
	});
	const fresh = await shelf.knn("points", { queries });
	expect(fresh.summary.index.reason).toContain("built for version 2");
});

test("knn() searches without an index whose scale does not suit the queries", async () => {
	const { shelf } = own;
	const sized = (table: ReturnType<typeof columns>, size: number) =>
		Object.fromEntries(
			Object.entries(table).map(([name, values]) => [
				name,
				values.map((value) => size * value),
			]),
		);
	await shelf.put(sized(points, 1e18), { key: "large" });
	await shelf.buildIndex("large", { key: "of-large", recallTarget: 0.9 });
	const near = await shelf.knn("large", { queries: sized(queries, 1e18) });
	expect(near.summary.index.reason).toContain("shelf:of-large, built for");
	const asked = sized(queries, 1e20);
	const wanted = await shelf.knn("large", { queries: asked, index: "exact" });
	for (const skipInvalid of [false, true]) {
		const found = await shelf.knn("large", { queries: asked, skipInvalid });
		expect(found.summary.index.reason).toContain(
			"shelf:of-large does not suit the sizes of the queries",
		);
		expect(found.neighbors).toEqual(wanted.neighbors);
	}
	const named = { queries: asked, index: "shelf:of-large" } as const;
	const error = await failure(shelf.knn("large", named));
	expect(error.message).toContain("too large for distances in float32");
});
