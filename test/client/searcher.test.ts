import { expect, test } from "bun:test";
import { randomFrom } from "../helpers/points.ts";
import { testShelf } from "./test-shelf.ts";

const [rows, dimension] = [1500, 5];
const random = randomFrom(8);
const columnsOf = (count: number, offset = 0) =>
	Object.fromEntries(
		Array.from({ length: dimension }, (_, c) => [
			`c${c}`,
			Float64Array.from({ length: count }, () => offset + random()),
		]),
	);
const row = (table: Record<string, Float64Array>, i: number) =>
	Object.values(table).map((column) => column[i] ?? 0);

test.each([
	["hnsw", "l2", 0],
	["ivf", "ip", 0],
	["flat", "cosine", 0],
	["flat", "l2", 1e6],
	["exact", "l2", 0],
	["exact", "l2", 1e6],
	["factory:IVF10,SQ8", "l2", 0],
] as const)(
	"a searcher over %s, %s, finds one by one what knn() finds",
	async (index, metric, offset) => {
		await using own = await testShelf();
		const { shelf } = own;
		const points = columnsOf(rows, offset);
		(points.c1 as Float64Array)[3] = Number.NaN;
		const queries = columnsOf(20, offset);
		await shelf.put(points, { key: "points" });
		const how = { index, metric, skipInvalid: true };
		await shelf.buildIndex("points", { key: "kept", ...how });
		using searcher = await shelf.searcher("points", {
			index: "shelf:kept",
			k: 4,
		});
		expect([searcher.k, searcher.dimension, searcher.metric]).toEqual([
			4,
			dimension,
			metric,
		]);
		const near = await shelf.knn("points", {
			index: "shelf:kept",
			queries,
			k: 4,
		});
		for (let i = 0; i < 20; i++) {
			const found = searcher.search(row(queries, i));
			const expected = near.distances.subarray(4 * i, 4 * i + 4);
			for (const [j, distance] of found.distances.entries()) {
				expect(distance).toBeCloseTo(expected[j] ?? -1, 4);
			}
			const rowsFound = near.neighbors.slice(4 * i, 4 * i + 4);
			expect(found.neighbors).toEqual(rowsFound);
		}
	},
);

/** Places that float32 cannot tell apart, beside others that it can. */
const coarse = [
	[1e7, 1e-2],
	[1e9, 1e-9],
] as const;

test.each(
	(["flat", "ivf", "hnsw"] as const).flatMap((index) =>
		coarse.map(([place, spread]) => [index, place, spread] as const),
	),
)(
	"a searcher over %s tells in float64 what knn() does: places at %p, %p apart",
	async (index, place, spread) => {
		await using own = await testShelf();
		const { shelf } = own;
		const draw = (count: number) =>
			Object.fromEntries(
				Array.from({ length: dimension }, (_, c) => [
					`c${c}`,
					Float64Array.from({ length: count }, (_, i) =>
						i % 3 === 0 ? spread * random() : place + (i % 2) + random(),
					),
				]),
			);
		const [points, queries] = [draw(rows), draw(30)];
		(points.c2 as Float64Array)[9] = Number.NaN;
		await shelf.put(points, { key: "points" });
		const how = { index, skipInvalid: true };
		await shelf.buildIndex("points", { key: "kept", ...how });
		const named = { index: "shelf:kept", k: 4 } as const;
		const near = await shelf.knn("points", { ...named, queries });
		expect(near.summary.index.reason).toMatch(/float64 for|cannot tell apart/);
		using searcher = await shelf.searcher("points", named);
		for (let i = 0; i < 30; i++) {
			const found = searcher.search(row(queries, i));
			const at = 4 * i;
			expect(found.neighbors).toEqual(near.neighbors.slice(at, at + 4));
			for (const [j, distance] of found.distances.entries()) {
				const wanted = near.distances[at + j] ?? -1;
				expect(Math.abs(distance - wanted)).toBeLessThanOrEqual(1e-6 * wanted);
			}
		}
	},
);

test("a searcher refuses what it cannot search, and is let go of", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(columnsOf(50), { key: "points" });
	await shelf.buildIndex("points", { key: "kept", index: "flat" });
	const before = (await shelf.usage()).leases;
	const searcher = await shelf.searcher("points", {
		index: "shelf:kept",
		k: 60,
	});
	const { neighbors, distances } = searcher.search(new Float32Array(5));
	expect(neighbors[49]).not.toBe(-1n);
	expect([neighbors[50], distances[50]]).toEqual([-1n, Number.NaN]);
	expect(() => searcher.search([1, 2])).toThrow("a query of 2 values");
	expect(() => searcher.search([1, 2, 3, 4, Number.NaN])).toThrow("finite");
	searcher[Symbol.dispose]();
	searcher[Symbol.dispose]();
	expect(() => searcher.search(new Float32Array(5))).toThrow(TypeError);
	expect((await shelf.usage()).leases).toBeLessThanOrEqual(before + 2);
	await expect(
		shelf.searcher("points", { index: "hnsw" as "shelf:x" }),
	).rejects.toThrow("expected shelf:KEY");
	await expect(
		shelf.searcher("points", { index: "shelf:kept", k: 0 }),
	).rejects.toMatchObject({ code: "invalid_k" });
	await shelf.put(columnsOf(50), { key: "points", replace: true });
	await expect(
		shelf.searcher("points", { index: "shelf:kept" }),
	).rejects.toMatchObject({ code: "invalid_index" });
});
