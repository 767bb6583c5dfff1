import { describe, expect, test } from "bun:test";
import type { KnnOptions } from "../../src/client/knn.ts";
import { loadFaissNode } from "../../src/native/faiss-node.ts";
import { randomFrom } from "../helpers/points.ts";
import { testShelf } from "./test-shelf.ts";

const rows = 3000;
const passes = (row: number) => row % 3 === 1;
const passing = Array.from({ length: rows }, (_, row) => row).filter(passes);

/** Columns c0, c1, ... far from the others in the rows that do not pass, and
 * `kind`, by which they are told apart. */
function table(dimension: number, scale = 1) {
	const random = randomFrom(dimension);
	const columns: Record<string, Float64Array | string[]> = {
		kind: Array.from({ length: rows }, (_, row) =>
			passes(row) ? "in" : "out",
		),
	};
	for (let c = 0; c < dimension; c++) {
		columns[`c${c}`] = Float64Array.from({ length: rows }, () =>
			Math.fround(scale * random()),
		);
	}
	return columns;
}

/** The rows that pass, as a table of their own. */
function rest(columns: ReturnType<typeof table>) {
	return Object.fromEntries(
		Object.entries(columns).map(([name, values]) => [
			name,
			Array.isArray(values)
				? values.filter((_, row) => passes(row))
				: values.filter((_, row) => passes(row)),
		]),
	);
}

const hasFaissNode = (await loadFaissNode()) !== null;

describe("where", () => {
	const searches: [string, number, Omit<KnnOptions, "radius">][] = [
		["a tree", 3, {}],
		["a flat search", 20, { index: "flat" }],
		["few dimensions, flat", 3, { index: "flat" }],
		["lists", 8, { index: "ivf", nlist: 10, nprobe: 10 }],
		["a graph", 8, { index: "hnsw", efSearch: 500, cores: 1 }],
		["cosine", 6, { metric: "cosine" }],
		["inner products", 6, { metric: "ip" }],
		["places", 2, { metric: "haversine" }],
		["a factory's index", 8, { index: "factory:IVF4,Flat", nprobe: 4 }],
	];
	if (hasFaissNode) searches.push(["faiss-node", 3, { engine: "faiss-node" }]);

	test.each(searches)(
		"finds by %s what a search of the other rows alone does",
		async (_, dimension, how) => {
			await using own = await testShelf();
			const { shelf } = own;
			const all = table(dimension, how.metric === "haversine" ? 80 : 1);
			const columns = Object.keys(all).filter((name) => name !== "kind");
			await shelf.put(all, { key: "all" });
			await shelf.put(rest(all), { key: "rest" });
			for (const queries of [undefined, table(dimension)]) {
				const asked = { ...how, columns, queries, k: 5 };
				const found = await shelf.knn("all", {
					...asked,
					where: "kind = 'in'",
				});
				const wanted = await shelf.knn("rest", asked);
				expect(found.summary).toMatchObject({
					rows,
					filtered: passing.length,
					queries: queries === undefined ? passing.length : rows,
					mean_distance: wanted.summary.mean_distance,
				});
				const count = queries === undefined ? passing.length : rows;
				expect(found.table.numRows).toBe(rows);
				for (let at = 0; at < count; at++) {
					const row = queries === undefined ? (passing[at] as number) : at;
					const [near, far] = [found, wanted].map(({ distances }, i) =>
						distances.slice(5 * (i ? at : row), 5 * (i ? at : row) + 5),
					);
					expect([...(near ?? [])]).toEqual([...(far ?? [])]);
					const rowsOf = wanted.neighbors.slice(5 * at, 5 * at + 5);
					expect([...found.neighbors.slice(5 * row, 5 * row + 5)]).toEqual(
						[...rowsOf].map((near) => BigInt(passing[Number(near)] ?? -1)),
					);
				}
				if (queries !== undefined) continue;
				for (let row = 0; row < rows; row++) {
					if (passes(row)) continue;
					expect(found.neighbors[5 * row]).toBe(-1n);
					expect(found.distances[5 * row]).toBeNaN();
				}
			}
		},
	);

	test("within a radius leaves rows empty, and joins several filters", async () => {
		await using own = await testShelf();
		const { shelf } = own;
		await shelf.put(table(2), { key: "all" });
		const where = ["kind = 'in'", "c0 < 0.5"];
		const found = await shelf.knn("all", {
			radius: 0.1,
			where,
			columns: ["c0", "c1"],
		});
		if (!("offsets" in found)) throw new Error("No radius");
		const { c0, c1 } = table(2) as Record<string, Float64Array>;
		const isIn = (row: number) => passes(row) && (c0?.[row] ?? 1) < 0.5;
		let asked = 0;
		for (let row = 0; row < rows; row++) {
			const near: number[] = [];
			for (let other = 0; isIn(row) && other < rows; other++) {
				const [x, y] = [c0, c1].map((c) => (c?.[row] ?? 0) - (c?.[other] ?? 0));
				const isNear = Math.hypot(x ?? 0, y ?? 0) <= 0.1;
				if (isIn(other) && other !== row && isNear) near.push(other);
			}
			asked += isIn(row) ? 1 : 0;
			const [start, end] = [found.offsets[row] ?? 0, found.offsets[row + 1]];
			const list = [...found.neighbors.slice(start, end)].map(Number);
			expect(list.toSorted((a, b) => a - b)).toEqual(near);
		}
		expect(found.summary).toMatchObject({ queries: asked, filtered: asked });
	});

	test("looks for invalid values in the rows that pass, and nowhere else", async () => {
		await using own = await testShelf();
		const { shelf } = own;
		const all = table(3);
		(all.c1 as Float64Array)[2] = Number.NaN; // does not pass
		await shelf.put(all, { key: "all" });
		const asked = { columns: ["c0", "c1"], where: "kind = 'in'" };
		const found = await shelf.knn("all", asked);
		expect(found.summary.filtered).toBe(passing.length);
		(all.c1 as Float64Array)[4] = Number.NaN; // passes
		await shelf.put(all, { key: "all", replace: true });
		await expect(shelf.knn("all", asked)).rejects.toThrow(
			`Cannot search 1 of the ${passing.length} rows of the points: they hold null, NaN, infinity or a value too large for distances in float32, the first in row 4`,
		);
		const skipped = await shelf.knn("all", { ...asked, skipInvalid: true });
		expect(skipped.neighbors[40]).toBe(-1n);
		expect(skipped.neighbors.includes(4n)).toBe(false);
	});

	test("centres about the rows that pass, however far the others are", async () => {
		await using own = await testShelf();
		const { shelf } = own;
		const all = table(2);
		for (const name of ["c0", "c1"]) {
			all[name] = (all[name] as Float64Array).map((value, row) =>
				passes(row) ? 5e8 + value : -3e9 + 1e6 * value,
			);
		}
		await shelf.put(all, { key: "all" });
		await shelf.put(rest(all), { key: "rest" });
		const asked = { columns: ["c0", "c1"], index: "flat" } as const;
		const found = await shelf.knn("all", { ...asked, where: "kind = 'in'" });
		const wanted = await shelf.knn("rest", asked);
		// Not to the last bit: what narrowing the others moved has some of the
		// distances told in float64.
		const mean = wanted.summary.mean_distance ?? Number.NaN;
		expect(found.summary.mean_distance).toBeCloseTo(mean, 10);
	});

	test.each([
		["knd = 'in'", "invalid_column", 'no column "knd" (did you mean "kind"?)'],
		[
			"kind > 3",
			"invalid_column",
			'column "kind" of type dictionary<utf8>: expected a text',
		],
		["c0 = 'in'", "invalid_column", "expected a number, got 'in'"],
		["kind = 'none'", "invalid_rows", "where kind = 'none': none of the 3000"],
		["c0 > 'now'", "invalid_column", "expected a number"],
	])("refuses %s as %s", async (where, code, message) => {
		await using own = await testShelf();
		const { shelf } = own;
		await shelf.put(table(2), { key: "all" });
		const failed = shelf.knn("all", { columns: ["c0"], where });
		await expect(failed).rejects.toMatchObject({ code });
		await expect(failed).rejects.toThrow(message);
	});

	test("refuses beside a kept index, and what it cannot read", async () => {
		await using own = await testShelf();
		const { shelf } = own;
		const columns = ["c0", "c1"];
		await shelf.put(table(2), { key: "all" });
		await shelf.buildIndex("all", { key: "kept", columns });
		const asked = { index: "shelf:kept", where: "kind = 'in'" } as const;
		await expect(shelf.knn("all", asked)).rejects.toThrow(
			"Cannot search the rows where kind = 'in' with the index shelf:kept: it holds all rows",
		);
		const failed = shelf.knn("no table", { where: "kind" });
		await expect(failed).rejects.toThrow(RangeError);
	});
});
