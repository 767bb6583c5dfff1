import { expect, test } from "bun:test";
import { searchNeighbors } from "../../src/engine/answers/search-neighbors.ts";
import { knn } from "../../src/engine/knn.ts";
import type { KnnRequest, KnnResult } from "../../src/engine/request.ts";
import { distanceOf } from "../helpers/brute-force.ts";
import { expectNeighbors } from "../helpers/expect-neighbors.ts";
import { randomFrom } from "../helpers/points.ts";
import { vectorSource } from "../helpers/vector-source.ts";

const [rowCount, k] = [400, 6];

interface Far {
	readonly name: string;
	readonly type: "float64" | "int64" | "int32";
	/** Whether float32 cannot tell who the neighbours are. */
	readonly isCoarse: boolean;
	readonly draw: (random: () => number, row: number) => number[];
}

const features = (random: () => number, count: number) =>
	Array.from({ length: count }, random);
const tables: readonly Far[] = [
	{
		name: "projected metres, seconds and features",
		type: "float64",
		isCoarse: false,
		draw: (random) => [
			5.8e6 + 1e5 * random(),
			4e5 + 1e5 * random(),
			1.7e9 + 86_400 * random(),
			...features(random, 17),
		],
	},
	{
		name: "places 1e7 apart",
		type: "float64",
		isCoarse: true,
		draw: (random, row) =>
			features(random, 20).map((value) => 1e7 * (row % 4) + 0.1 * value),
	},
	{
		name: "some close together, most not",
		type: "float64",
		isCoarse: true,
		draw: (random, row) =>
			features(random, 20).map((value) =>
				row % 5 === 0 ? 1e6 + 1e-3 * value : 1e6 * value,
			),
	},
	{
		name: "equal rows that float32 cannot hold",
		type: "float64",
		isCoarse: true,
		draw: (_, row) => Array.from({ length: 20 }, () => 0.1 + (row % 7)),
	},
	{
		name: "whole numbers about 1e9",
		type: "int64",
		isCoarse: true,
		draw: (random, row) =>
			features(random, 18).map(
				(value) => 1e9 + 2 ** 31 * (row % 3) + Math.floor(50 * value),
			),
	},
	{
		name: "whole numbers that float32 holds",
		type: "int32",
		isCoarse: false,
		draw: (random) =>
			features(random, 20).map((value) => Math.floor(2 ** 24 * value)),
	},
];
const ways: readonly Partial<KnnRequest>[] = [
	{ index: "auto" },
	{ index: "flat" },
	{ index: "ivf", nlist: 5, nprobe: 5 },
	{ index: "hnsw", efSearch: 400 },
];

function rowsOf({ draw }: Far): number[][] {
	const random = randomFrom(12);
	return Array.from({ length: rowCount }, (_, row) => draw(random, row));
}

for (const table of tables) {
	for (const way of ways) {
		test(`knn() finds and tells in float64 what float32 cannot: ${table.name}, ${way.index}`, async () => {
			const rows = rowsOf(table);
			const dimension = rows[0]?.length ?? 0;
			const how = { type: table.type, batchRows: 150 };
			const points = vectorSource(rows, dimension, how);
			const asked = rows.slice(20, 60);
			const queries = vectorSource(asked, dimension, how);
			const own = await knn({ points, k, ...way });
			const { reason } = own.summary.index;
			expect(/in float64 for|cannot tell apart/.test(reason)).toBe(
				table.isCoarse,
			);
			const others = await knn({ points, queries, k, ...way });
			if (way.index === "hnsw") return; // misses some, and builds anew each time
			// It may miss what float32 cannot tell apart, and says so.
			if (reason.includes("an exact index")) return expectTold(own, rows);
			// Distances of approximate indexes are those of float32, unless in doubt.
			const isFine = way.index !== "ivf" || table.isCoarse;
			const resolution = isFine ? 1e-12 : 0.05;
			const asIs = { points: rows, resolution };
			expectNeighbors(own, asIs);
			expectNeighbors(others, { ...asIs, queries: asked });
		});
	}
}

/** Whoever is named, the distance is theirs. */
function expectTold({ neighbors, distances }: KnnResult, rows: number[][]) {
	for (const [at, neighbor] of neighbors.entries()) {
		const query = rows[Math.floor(at / k)] ?? [];
		const real = distanceOf(query, rows[Number(neighbor)] ?? [], "l2");
		const told = distances[at] ?? Number.NaN;
		expect(Math.abs(told - real)).toBeLessThanOrEqual(1e-5 * real);
	}
}

const [, far] = tables as [Far, Far];

test("knn() leaves rows out of what it compares in float64", async () => {
	const rows = rowsOf(far);
	const holed = rows.map((row, i) =>
		i % 9 === 0 ? [null, ...row.slice(1)] : row,
	);
	const points = vectorSource(holed, 20, { type: "float64" });
	const { neighbors } = await knn({
		points,
		k,
		index: "flat",
		skipInvalid: true,
	});
	const kept = rows.filter((_, i) => i % 9 !== 0);
	const alone = await knn({
		points: vectorSource(kept, 20, { type: "float64" }),
		k,
		index: "flat",
	});
	const numbers = rows
		.keys()
		.filter((i) => i % 9 !== 0)
		.map(BigInt)
		.toArray();
	for (const [i, row] of numbers.entries()) {
		const at = Number(row) * k;
		const named = alone.neighbors
			.slice(i * k, (i + 1) * k)
			.map((neighbor) => numbers[Number(neighbor)] ?? -1n);
		expect(neighbors.slice(at, at + k)).toEqual(named);
	}
});

test("knn() tells the same block by block", async () => {
	const rows = rowsOf(far);
	const points = vectorSource(rows, 20, { type: "float64" });
	const whole = await knn({ points, k, index: "flat" });
	const neighbors: bigint[] = [];
	const summary = await searchNeighbors(
		{ points, k, index: "flat" },
		{
			kind: "blocks",
			blockRows: 64,
			write: (block) => {
				neighbors.push(...block.neighbors);
			},
		},
	);
	expect(neighbors).toEqual([...whole.neighbors]);
	expect(summary.mean_distance).toBeCloseTo(whole.summary.mean_distance ?? -1);
	expect(summary.index.reason).toBe(whole.summary.index.reason);
});

test("knn() says what faiss-node cannot tell apart", async () => {
	const rows = rowsOf(far);
	const points = vectorSource(rows, 20, { type: "float64" });
	const { summary } = await knn({
		points,
		engine: "faiss-node",
		index: "flat",
	});
	expect(summary.index.reason).toContain(
		`; float32 cannot tell apart the neighbours of ${(rowCount * 3) / 4} queries`,
	);
});
