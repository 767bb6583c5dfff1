import { describe, expect, test } from "bun:test";
import { knn } from "../../src/engine/knn.ts";
import type { KnnRequest } from "../../src/engine/request.ts";
import { InvalidQueryError } from "../../src/errors.ts";
import { expectNeighbors } from "../helpers/expect-neighbors.ts";
import { failure } from "../helpers/failure.ts";
import { randomFrom } from "../helpers/points.ts";
import { vectorSource } from "../helpers/vector-source.ts";

type Row = (number | null)[];

const random = randomFrom(5);
const clean = Array.from({ length: 200 }, () =>
	Array.from({ length: 3 }, () => Math.fround(random())),
);
const broken = new Map<number, Row>([
	[7, [null, 0, 0]],
	[8, [0, Number.NaN, 0]],
	[150, [0, 0, Number.POSITIVE_INFINITY]],
	[199, [1e300, 0, 0]],
]);
const table: Row[] = clean.map((row, i) => broken.get(i) ?? row);
const valid = clean.map((_, i) => i).filter((i) => !broken.has(i));

const kinds: [string, Partial<KnnRequest>][] = [
	["tree", { index: "auto" }],
	["flat", { index: "flat" }],
	["ivf", { index: "ivf", nlist: 4, nprobe: 4 }],
];
const shapes = [
	{ isList: false, batchRows: 200 },
	{ isList: true, batchRows: 200 },
	{ isList: true, batchRows: 64 },
];

describe("knn() of rows that cannot be searched", () => {
	test.each(shapes)("refuses them, counted: %j", async (shape) => {
		const points = vectorSource(table, 3, { ...shape, type: "float64" });
		const error = await failure(knn({ points }));
		expect(error).toBeInstanceOf(InvalidQueryError);
		expect(error.message).toContain("4 of the 200 rows of the points");
		expect(error.message).toContain("the first in row 7");
		expect(error.message).toContain("--skip-invalid");
		expect((error as InvalidQueryError).code).toBe("invalid_rows");
	});

	test.each([
		["native", "flat", -3.4e38],
		["native", "ivf", 1e30],
		["native", "tree", 1e38],
		["faiss-node", "ivf", 1e30],
	] as const)(
		"refuses what is too large beside the rest: %s, %s, %p",
		async (engine, kind, large) => {
			const rows = clean.map((row, i) => (i === 60 ? [0, large, 0] : row));
			const points = vectorSource(rows, 3);
			const index = kind === "tree" ? "exact" : kind;
			const error = await failure(knn({ points, engine, index }));
			expect(error.message).toContain("1 of the 200 rows of the points");
			expect(error.message).toContain("the first in row 60");
		},
	);

	test("refuses them among the queries", async () => {
		const points = vectorSource(clean, 3);
		const queries = vectorSource(table, 3, { type: "float64" });
		const error = await failure(knn({ points, queries }));
		expect(error.message).toContain("rows of the queries");
	});

	for (const [name, options] of kinds) {
		for (const shape of shapes) {
			test(`leaves them out, other row numbers unchanged: ${name} ${JSON.stringify(shape)}`, async () => {
				const points = vectorSource(table, 3, { ...shape, type: "float64" });
				const k = 5;
				const result = await knn({ points, k, skipInvalid: true, ...options });
				expect(result.queryCount).toBe(200);
				for (const row of broken.keys()) {
					const list = result.neighbors.subarray(row * k, (row + 1) * k);
					expect([...list]).toEqual(new Array(k).fill(-1n));
					const far = result.distances.subarray(row * k, (row + 1) * k);
					expect([...far]).toEqual(new Array(k).fill(Number.NaN));
				}
				// The same among the valid rows alone, by their own numbers.
				const place = new Map(valid.map((row, i) => [BigInt(row), i]));
				const rows = valid.map((row) => row * k);
				const neighbors = rows.flatMap((at) => [
					...result.neighbors.subarray(at, at + k),
				]);
				const distances = rows.flatMap((at) => [
					...result.distances.subarray(at, at + k),
				]);
				expectNeighbors(
					{
						...result,
						neighbors: BigInt64Array.from(neighbors, (row) =>
							BigInt(place.get(row) ?? -1),
						),
						distances: Float32Array.from(distances),
					},
					{ points: valid.map((row) => clean[row] ?? []) },
				);
			});
		}
	}

	test("gives such queries -1 and NaN", async () => {
		const points = vectorSource(clean, 3);
		const queries = vectorSource(table, 3, { type: "float64" });
		const result = await knn({ points, queries, k: 2, skipInvalid: true });
		expect([...result.neighbors.subarray(14, 18)]).toEqual([
			-1n,
			-1n,
			-1n,
			-1n,
		]);
		expect(result.neighbors[0]).toBe(0n);
		expect(result.distances[0]).toBe(0);
	});

	test("refuses a table that has no rows, or none left", async () => {
		const empty = vectorSource([], 3);
		const none = await failure(knn({ points: empty }));
		expect((none as InvalidQueryError).code).toBe("invalid_rows");
		const points = vectorSource([[null], [null]], 1);
		const left = await failure(knn({ points, skipInvalid: true }));
		expect((left as InvalidQueryError).code).toBe("invalid_rows");
	});

	test("refuses queries of another dimension", async () => {
		const points = vectorSource(clean, 3);
		const queries = vectorSource([[1, 2]], 2);
		const error = await failure(knn({ points, queries }));
		expect((error as InvalidQueryError).code).toBe("invalid_dimension");
		expect(error.message).toContain("dimension 3 with queries of dimension 2");
	});

	test("answers no queries with no rows", async () => {
		const points = vectorSource(clean, 3);
		const result = await knn({ points, queries: vectorSource([], 3) });
		expect(result.neighbors).toHaveLength(0);
		expect(result.summary.mean_distance).toBeNull();
		expect(result.summary.points_per_second).toBe(0);
	});
});

test.each(kinds)(
	"knn() leaves rows out of a matrix in place: %s",
	async (_kind, options) => {
		const holed = clean.map((row, i) =>
			i % 20 === 7 ? [Number.NaN, Number.NaN, Number.NaN] : row,
		);
		// One batch of float32 lists: nothing is packed, NaN stays where it lies.
		const points = vectorSource(holed, 3, { isList: true });
		const { neighbors } = await knn({
			points,
			k: 2,
			skipInvalid: true,
			...options,
		});
		for (const [row] of holed.entries()) {
			const found = [...neighbors.subarray(row * 2, row * 2 + 2)].map(Number);
			if (row % 20 === 7) expect(found).toEqual([-1, -1]);
			else for (const other of found) expect(other % 20).not.toBe(7);
		}
	},
);
