import { expect, test } from "bun:test";
import { knn } from "../../../src/engine/knn.ts";
import { distanceOf } from "../../helpers/brute-force.ts";
import { randomFrom } from "../../helpers/points.ts";
import { vectorSource } from "../../helpers/vector-source.ts";

const k = 5;
const random = randomFrom(29);

const near = (place: readonly number[], spread: number) =>
	place.map((value) => value + spread * (random() - 0.5));
const lonely = [0.1, 0.2, 0.3];
const place = [0.6, 0.7, 0.8];

/** Uniform points, 6 within 1e-6 of one place and 40 within 1e-9 of another. */
const points = Array.from({ length: 12_000 }, (_, row) => {
	if (row % 2000 === 7) return near(place, 1e-6);
	return row % 300 === 11 ? near(lonely, 1e-9) : near([0.5, 0.5, 0.5], 1);
});

const manyOf = (count: number, draw: (i: number) => number[]) =>
	Array.from({ length: count }, (_, i) => draw(i));

/** How often all points are packed; some of the distances are checked. */
async function countPacks(
	rows: readonly number[][],
	asked: readonly number[][] | null,
	checked: readonly number[],
): Promise<number> {
	const type = { type: "float64", batchRows: 5000 } as const;
	let packs = 0;
	let before = -1;
	const { distances, neighbors } = await knn(
		{
			points: vectorSource(rows, 3, type),
			...(asked && { queries: vectorSource(asked, 3, type) }),
			k,
			index: "flat",
		},
		{
			onProgress: ({ phase, done, total }) => {
				if (phase !== "pack" || total !== rows.length) return;
				// A start may be told more than once.
				if (done === 0 && before !== 0) packs += 1;
				before = done;
			},
		},
	);
	for (const query of checked) {
		const away = rows.map((row) =>
			distanceOf((asked ?? rows)[query] ?? [], row, "l2"),
		);
		const wanted = away
			.filter((_, row) => asked !== null || row !== query)
			.sort((a, b) => a - b);
		for (let j = 0; j < k; j++) {
			const distance = wanted[j] ?? -1;
			const told = distances[query * k + j] ?? -1;
			const lies = away[Number(neighbors[query * k + j])] ?? -1;
			for (const found of [told, lies]) {
				expect(Math.abs(found - distance)).toBeLessThanOrEqual(1e-5 * distance);
			}
		}
	}
	return packs;
}

test.each([
	["float32 tells all", 1, [[9, 9, 9]]],
	["distances are off", 1, [near(points[5] ?? [], 1e-4)]],
	["who is near is in doubt, and proven", 1, [place]],
	["nothing is proven", 2, [lonely]],
	["one of several is not proven", 2, [lonely, place, [9, 9, 9]]],
	["many are not proven", 2, manyOf(40, () => near(lonely, 1e-9))],
	[
		"many have distances that are off",
		2,
		manyOf(200, (i) => near(points[20 + i] ?? [], 1e-4)),
	],
] as const)("where %s, points are packed %p times", async (_, packs, asked) => {
	const rows = asked.map((row) => [...row]);
	const checked = [0, 1, 2, 35].filter((query) => query < rows.length);
	expect(await countPacks(points, rows, checked)).toBe(packs);
});

test("where two of the points lie near each other, all are packed once", async () => {
	const grid = Array.from({ length: 18 ** 3 }, (_, row) =>
		near([row % 18, Math.floor(row / 18) % 18, Math.floor(row / 324)], 0.1),
	);
	const [pair, alone] = [3000, 4000];
	grid[pair] = near(grid[1000] ?? [], 1e-4);
	expect(await countPacks(grid, null, [pair, 1000, alone])).toBe(1);
});
