import { expect, test } from "bun:test";
import { knn } from "../../src/engine/knn.ts";
import type { KnnRequest, KnnResult } from "../../src/engine/request.ts";
import { bruteForce, distanceOf } from "../helpers/brute-force.ts";
import { randomFrom } from "../helpers/points.ts";
import { vectorSource } from "../helpers/vector-source.ts";

type Random = () => number;

interface Mixture {
	readonly name: string;
	readonly draw: (random: Random, row: number, dimension: number) => number[];
}

const around = (
	random: Random,
	dimension: number,
	place: number,
	spread: number,
) => Array.from({ length: dimension }, () => place + spread * random());

/** What no single centre and no float32 suits. */
const mixtures: readonly Mixture[] = [
	{
		name: "most at 1e9, the rest within 1e-9 of 0",
		draw: (random, row, dimension) =>
			row % 10 === 0
				? around(random, dimension, 0, 1e-9)
				: around(random, dimension, 1e9, 1),
	},
	{
		name: "most at 1e12, the rest within 1e-3 of 0",
		draw: (random, row, dimension) =>
			row % 10 === 0
				? around(random, dimension, 0, 1e-3)
				: around(random, dimension, 1e12, 1e6),
	},
	{
		name: "clusters from 1e-12 to 1e15",
		draw: (random, row, dimension) => {
			const size = 10 ** (3 * (row % 10) - 12);
			return around(random, dimension, size, size / 10);
		},
	},
	{
		name: "a scale for each column",
		draw: (random, _, dimension) =>
			Array.from({ length: dimension }, (_, c) => {
				// Of many dimensions float32 looks for the nearest: up to 1e12.
				const size = 10 ** ((dimension > 8 ? 3 : 5) * (c % 8) - 9);
				return size * (c % 2 === 0 ? 1 : 1 + random()) + 1e-9 * random();
			}),
	},
	{
		name: "a far outlier beside a tight cluster",
		draw: (random, row, dimension) =>
			row === 77
				? around(random, dimension, -1e14, 1)
				: around(random, dimension, 3e5, 1e-6),
	},
	{
		name: "a tight cluster too small for a sample",
		draw: (random, row, dimension) =>
			row % 200 < 2
				? around(random, dimension, 1e-3, 1e-8)
				: around(random, dimension, 1e8, 1e4),
	},
];

const rowCount = 800;

/** Each distance as brute force in float64 has it, and as the neighbour that is
 * named lies, within 1e-5. */
function expectExact(
	{ k, neighbors, distances }: Omit<KnnResult, "summary" | "queryCount">,
	points: readonly number[][],
	asked: readonly number[][],
	selfOut: boolean,
): void {
	const wanted = bruteForce(points, asked, k, "l2", selfOut).flat();
	const named = asked.flatMap((query, q) =>
		[...neighbors.subarray(q * k, (q + 1) * k)].map((neighbor) =>
			distanceOf(query, points[Number(neighbor)] ?? [], "l2"),
		),
	);
	const off = wanted.flatMap((distance, at) => {
		const [told, lies] = [distances[at] ?? -1, named[at] ?? -1];
		const slack = 1e-5 * distance;
		const isRight =
			Math.abs(told - distance) <= slack && Math.abs(lies - distance) <= slack;
		return isRight ? [] : [{ at, distance, told, lies }];
	});
	expect(off.slice(0, 3)).toEqual([]);
}

const exactWays: readonly [string, number, Partial<KnnRequest>][] = [
	["a tree", 2, { k: 5 }],
	["a tree, many neighbours", 3, { k: 20 }],
	["a tree, more dimensions", 8, { k: 5 }],
	["flat, few dimensions", 3, { k: 5, index: "flat" }],
	["flat, many dimensions", 20, { k: 5, index: "flat" }],
	["exact, many dimensions", 20, { k: 12, index: "exact" }],
];

for (const { name, draw } of mixtures) {
	test.each(exactWays)(
		`knn() tells distances within 1e-5: ${name}, %s`,
		async (_, dimension, way) => {
			const random = randomFrom(17);
			const rows = Array.from({ length: rowCount }, (_, row) =>
				draw(random, row, dimension),
			);
			const type = { type: "float64", batchRows: 300 } as const;
			const points = vectorSource(rows, dimension, type);
			const own = await knn({ points, ...way });
			expectExact(own, rows, rows, true);
			const asked = Array.from({ length: 60 }, (_, row) =>
				draw(random, row, dimension),
			);
			const queries = vectorSource(asked, dimension, type);
			const others = await knn({ points, queries, ...way });
			expectExact(others, rows, asked, false);
		},
	);
}

test.each(mixtures)(
	"knn() tells lists and graphs the distances of whom they name: $name",
	async ({ draw }) => {
		const random = randomFrom(18);
		for (const dimension of [3, 20]) {
			const rows = Array.from({ length: rowCount }, (_, row) =>
				draw(random, row, dimension),
			);
			const points = vectorSource(rows, dimension, { type: "float64" });
			for (const way of [
				{ index: "ivf", nlist: 4, nprobe: 4 },
				{ index: "hnsw", efSearch: 300 },
			] as const) {
				const { k, neighbors, distances } = await knn({ points, ...way, k: 5 });
				for (const [at, told] of distances.entries()) {
					const query = rows[Math.floor(at / k)] ?? [];
					const other = rows[Number(neighbors[at])] ?? [];
					const real = distanceOf(query, other, "l2");
					// As far as float32 has them where it can tell who is nearest.
					expect(Math.abs(told - real)).toBeLessThanOrEqual(0.05 * real);
				}
			}
		}
	},
);
