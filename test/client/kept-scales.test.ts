import { test } from "bun:test";
import { nearestCheck } from "../helpers/nearest-check.ts";
import { randomFrom } from "../helpers/points.ts";
import { testShelf } from "./test-shelf.ts";

const [rowCount, dimension, k] = [400, 3, 4];

function draw(count: number, size: number, seed: number): number[][] {
	const random = randomFrom(seed);
	return Array.from({ length: count }, () =>
		Array.from({ length: dimension }, () => size * (random() - 0.5)),
	);
}

const tableOf = (rows: readonly number[][]) =>
	Object.fromEntries(
		Array.from({ length: dimension }, (_, c) => [
			`c${c}`,
			Float64Array.from(rows, (row) => row[c] ?? 0),
		]),
	);

test.each([
	["flat", "l2", 1e-25],
	["ivf", "l2", 1e-30],
	["exact", "l2", 1e-25],
	["exact", "l2", 1e-60],
	["flat", "l2", 1e30],
	["flat", "ip", 1e-25],
	["flat", "cosine", 1e-60],
] as const)(
	"an index that is kept knows the size of its points: %s, %s, %p",
	async (index, metric, size) => {
		await using own = await testShelf();
		const { shelf } = own;
		const [rows, asked] = [draw(rowCount, size, 1), draw(30, size, 2)];
		await shelf.put(tableOf(rows), { key: "points" });
		await shelf.buildIndex("points", { key: "kept", index, metric });
		const kept = { index: "shelf:kept", metric, k } as const;
		const effort = index === "ivf" ? { nprobe: 10 } : {};
		const all = { ...kept, ...effort };
		const ofAll = await shelf.knn("points", all);
		nearestCheck({ points: rows, metric })({ ...ofAll, k });
		const check = nearestCheck({ points: rows, queries: asked, metric });
		const queries = tableOf(asked);
		check({ ...(await shelf.knn("points", { ...all, queries })), k });
		using searcher = await shelf.searcher("points", {
			...kept,
			...effort,
		});
		const [neighbors, distances] = [
			new BigInt64Array(30 * k),
			new Float32Array(30 * k),
		];
		for (const [i, query] of asked.entries()) {
			const near = searcher.search(query);
			neighbors.set(near.neighbors, i * k);
			distances.set(near.distances, i * k);
		}
		check({ k, neighbors, distances });
	},
);
