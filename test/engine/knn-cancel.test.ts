import { expect, test } from "bun:test";
import { knn } from "../../src/engine/knn.ts";
import type { KnnProgress } from "../../src/engine/request.ts";
import { CancelledError } from "../../src/errors.ts";
import { failure } from "../helpers/failure.ts";
import { randomFrom } from "../helpers/points.ts";
import { vectorSource } from "../helpers/vector-source.ts";

const random = randomFrom(1);
const rows = Array.from({ length: 40_000 }, () =>
	Array.from({ length: 12 }, random),
);
const points = vectorSource(rows, 12, { isList: true });

test("knn() ends at its signal in the middle of a search, and can be called again", async () => {
	const controller = new AbortController();
	const seen: KnnProgress[] = [];
	const error = await failure(
		knn(
			{ points, index: "flat", k: 100, cores: 2 },
			{
				signal: controller.signal,
				onProgress: (progress) => {
					seen.push(progress);
					if (progress.phase === "search") controller.abort("enough");
				},
			},
		),
	);
	expect(error).toBeInstanceOf(CancelledError);
	expect(error.cause).toBe("enough");
	// The calls under way end, of some 570 queries each, and no other begins.
	const searching = seen.filter(({ phase }) => phase === "search");
	const [atAbort, last] = [searching[0], searching.at(-1)];
	expect((last?.done ?? 0) - (atAbort?.done ?? 0)).toBeLessThan(2500);
	expect(last?.done).toBeLessThan(rows.length);
	const queries = vectorSource(rows.slice(0, 3), 12);
	const { neighbors } = await knn({ points, queries, k: 1, index: "flat" });
	expect([...neighbors]).toEqual([0n, 1n, 2n]);
});

test("knn() tells each phase, to its end", async () => {
	const seen: KnnProgress[] = [];
	const queries = vectorSource(rows.slice(0, 100), 12);
	await knn(
		{ points, queries, index: "ivf", nlist: 10, nprobe: 1 },
		{ onProgress: (progress) => seen.push(progress) },
	);
	expect([...new Set(seen.map(({ phase }) => phase))]).toEqual([
		"pack",
		"build",
		"search",
	]);
	expect(seen.at(-1)).toEqual({ phase: "search", done: 100, total: 100 });
});
