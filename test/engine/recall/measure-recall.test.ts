import { expect, test } from "bun:test";
import { knn } from "../../../src/engine/knn.ts";
import type { KnnRequest, KnnResult } from "../../../src/engine/request.ts";
import { bruteForce, distanceOf } from "../../helpers/brute-force.ts";
import { randomFrom } from "../../helpers/points.ts";
import { vectorSource } from "../../helpers/vector-source.ts";

const dimension = 10;
const k = 5;

/** Ten clusters, some float32 roundings wide, or less than one. */
function clusters(spread: number, rowCount: number): number[][] {
	const random = randomFrom(23);
	return Array.from({ length: rowCount }, (_, row) =>
		Array.from(
			{ length: dimension },
			(_, c) => 1e6 * (((row % 10) * (c + 3)) % 11) + spread * random(),
		),
	);
}

/** The share of the k nearest by brute force in float64 that is named. */
function recallOf(
	{ neighbors }: KnnResult,
	points: readonly number[][],
	asked: readonly number[][],
	selfOut: boolean,
): number {
	const wanted = bruteForce(points, asked, k, "l2", selfOut);
	const hits = wanted.flatMap((nearest, q) => {
		const reach = (nearest.at(-1) ?? 0) * (1 + 1e-6);
		const named = [...neighbors.subarray(q * k, (q + 1) * k)];
		return named.filter((neighbor) => {
			const other = points[Number(neighbor)] ?? [];
			return distanceOf(asked[q] ?? [], other, "l2") <= reach;
		});
	});
	return hits.length / (wanted.length * k);
}

const ways: readonly [string, Partial<KnnRequest>][] = [
	["lists", { index: "ivf", nlist: 40, nprobe: 1 }],
	["a graph", { index: "hnsw", efSearch: 16 }],
];
/** Of the points: none of them apart in float32, some, most. */
const spreads = [1e-3, 0.5, 30, 1000];

test.each(
	ways.flatMap(([name, way]) => spreads.map((s) => [name, s, way] as const)),
)(
	"measureRecall of %s is against float64, points %p apart",
	async (_, spread, way) => {
		const rows = clusters(spread, 900);
		const points = vectorSource(rows, dimension, { type: "float64" });
		const measured = { ...way, k, measureRecall: rows.length };
		const own = await knn({ points, ...measured });
		expect(own.summary.recall?.sample).toBe(rows.length);
		expect(own.summary.recall?.value).toBeCloseTo(
			recallOf(own, rows, rows, true),
			8,
		);
		const asked = clusters(spread, 1000).slice(-100);
		const queries = vectorSource(asked, dimension, { type: "float64" });
		const others = await knn({ points, queries, ...measured });
		expect(others.summary.recall?.value).toBeCloseTo(
			recallOf(others, rows, asked, false),
			8,
		);
	},
);

test("recallTarget is not shown by distances that float32 cannot tell apart", async () => {
	const rows = clusters(1e-3, 900);
	const points = vectorSource(rows, dimension, { type: "float64" });
	const request = { points, k, index: "ivf", nlist: 40 } as const;
	const found = await knn({ ...request, measureRecall: rows.length });
	const { index, recall } = found.summary;
	expect(recallOf(found, rows, rows, true)).toBeLessThan(0.9);
	expect(recall?.value).toBeCloseTo(recallOf(found, rows, rows, true), 8);
	expect(index.reason).toContain("all lists are visited");
	// On the other half of the sample.
	const checked = (await knn(request)).summary.recall;
	expect(checked?.value).toBeLessThan(0.9);
	expect(checked?.value).toBeGreaterThan(0);
});

test("recallTarget is shown by the lists that reach it in float64", async () => {
	const rows = clusters(1000, 900);
	const points = vectorSource(rows, dimension, { type: "float64" });
	const request = { points, k, index: "ivf", nlist: 40 } as const;
	const target = { recallTarget: 0.98, measureRecall: rows.length };
	const { index, recall } = (await knn({ ...request, ...target })).summary;
	expect(recall?.value).toBeGreaterThanOrEqual(0.98);
	expect(index.reason).toContain("64 sampled queries");
	expect(index.nprobe).toBeLessThan(20);
});
