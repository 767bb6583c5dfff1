import { expect, test } from "bun:test";
import { knn } from "../../src/engine/knn.ts";
import { expectNeighbors } from "../helpers/expect-neighbors.ts";
import { randomFrom } from "../helpers/points.ts";
import { vectorSource } from "../helpers/vector-source.ts";

const wide = { type: "float64" } as const;

/** Rows that float32 tells apart too badly, even centred. */
const coarse: Readonly<Record<string, (random: () => number) => number[]>> = {
	"clusters 1e7 apart": (random) => {
		const cluster = 1e7 * Math.floor(4 * random());
		return [cluster + random(), 3 * cluster + random(), random() - cluster];
	},
	"millimetres in projected metres": (random) => [
		5e6 + 1e5 * Math.floor(3 * random()) + 0.01 * random(),
		6e5 + 1e5 * Math.floor(3 * random()) + 0.01 * random(),
	],
	"one dimension, dense": (random) => [
		1e-7 * random() + (random() < 0.5 ? 1 : 3),
	],
	"nine dimensions less one": (random) => {
		const cluster = 1e6 * Math.floor(3 * random());
		return Array.from({ length: 8 }, () => cluster + 1e-2 * random());
	},
};

test.each(Object.keys(coarse))(
	"knn() searches in float64 what float32 cannot tell apart: %s",
	async (name) => {
		const random = randomFrom(4);
		const rows = Array.from(
			{ length: 600 },
			() => coarse[name]?.(random) ?? [],
		);
		const dimension = rows[0]?.length ?? 0;
		const points = vectorSource(rows, dimension, { ...wide, batchRows: 250 });
		for (const k of [1, 10, 40]) {
			const result = await knn({ points, k });
			expect(result.summary.index.reason).toContain("float64");
			expectNeighbors(result, { points: rows });
		}
		const asked = rows.slice(0, 80);
		const queries = vectorSource(asked, dimension, wide);
		const result = await knn({ points, queries, k: 5, index: "exact" });
		expect(result.summary.index.reason).toContain("float64");
		expectNeighbors(result, { points: rows, queries: asked });
	},
);

test("knn() tells distances that float32 would round", async () => {
	// Few of each place: the k-th neighbour is far, the nearest is not.
	const random = randomFrom(8);
	const rows = Array.from({ length: 600 }, () => [
		5e6 + 1e4 * Math.floor(20 * random()) + 0.01 * random(),
		6e5 + 1e4 * Math.floor(20 * random()) + 0.01 * random(),
	]);
	const points = vectorSource(rows, 2, wide);
	const result = await knn({ points, k: 10 });
	expect(result.summary.index.reason).not.toContain("float64");
	expectNeighbors(result, { points: rows });
	const asked = rows.slice(0, 50);
	const queries = vectorSource(asked, 2, wide);
	expectNeighbors(await knn({ points, queries, k: 10 }), {
		points: rows,
		queries: asked,
	});
});

test("knn() leaves rows out of a float64 search too", async () => {
	const random = randomFrom(5);
	const rows = Array.from({ length: 300 }, () => [
		1e9 * Math.floor(2 * random()) + random(),
		random(),
	]);
	const holed = rows.map((row, i) => (i % 7 === 0 ? [null, 1] : row));
	const points = vectorSource(holed, 2, wide);
	const { k, neighbors, summary } = await knn({ points, skipInvalid: true });
	expect(summary.index.reason).toContain("float64");
	for (let row = 0; row < 300; row++) {
		const found = [...neighbors.subarray(row * k, (row + 1) * k)].map(Number);
		const far = ([x = 0, y = 0]: number[]) =>
			Math.hypot(x - (rows[row]?.[0] ?? 0), y - (rows[row]?.[1] ?? 0));
		const expected = rows
			.map((other, i) => [far(other), i] as const)
			.filter(([, i]) => i % 7 !== 0 && i !== row)
			.sort((a, b) => a[0] - b[0])
			.slice(0, k)
			.map(([, i]) => i);
		expect(found).toEqual(row % 7 === 0 ? new Array(k).fill(-1) : expected);
	}
});

test("knn() tells large integers apart", async () => {
	const random = randomFrom(6);
	const rows = Array.from({ length: 400 }, () => [
		2 ** 50 * Math.floor(2 * random()) + Math.floor(1e6 * random()),
		Math.floor(1e6 * random()),
	]);
	const points = vectorSource(rows, 2, { type: "int64" });
	expectNeighbors(await knn({ points, k: 4 }), { points: rows });
});

test.each([
	["uniform", (random: () => number) => [random(), random(), random()]],
	[
		"equal rows",
		(random: () => number) => [Math.floor(3 * random()), 0.1, 7.3],
	],
	[
		"numbers that float32 holds",
		(random: () => number) => [
			2 ** 23 + Math.floor(50 * random()),
			Math.floor(50 * random()),
		],
	],
] as const)(
	"knn() stays in float32 where that suffices: %s",
	async (_, draw) => {
		const random = randomFrom(7);
		const rows = Array.from({ length: 500 }, () => [...draw(random)]);
		const points = vectorSource(rows, rows[0]?.length ?? 0, wide);
		const { summary } = await knn({ points, k: 3 });
		expect(summary.index.reason).not.toContain("float64");
	},
);

test("knn() takes the largest k over float64 columns, itself left out", async () => {
	const random = randomFrom(8);
	const rows = Array.from({ length: 2100 }, () => [random(), random()]);
	const points = vectorSource(rows, 2, wide);
	const { neighbors } = await knn({ points, k: 2048 });
	expect(neighbors).toHaveLength(2100 * 2048);
	expect(neighbors.indexOf(-1n)).toBe(-1);
});
