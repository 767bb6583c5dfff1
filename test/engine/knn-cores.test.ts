import { describe, expect, test } from "bun:test";
import { knn } from "../../src/engine/knn.ts";
import type { KnnRequest } from "../../src/engine/request.ts";
import { randomFrom } from "../helpers/points.ts";
import { vectorSource } from "../helpers/vector-source.ts";

function uniform(rows: number, dimension: number, seed: number): number[][] {
	const random = randomFrom(seed);
	return Array.from({ length: rows }, () =>
		Array.from({ length: dimension }, random),
	);
}

/** NaN equals NaN so. */
function bytesOf(values: Float32Array | undefined): Uint8Array {
	return new Uint8Array(values?.buffer ?? new ArrayBuffer(0));
}

describe("knn() gives the same for any number of cores", () => {
	const cases: [string, number, number, Partial<KnnRequest>][] = [
		["tree", 20_000, 3, {}],
		["flat", 3000, 24, { index: "flat" }],
		["ivf", 5000, 16, { index: "ivf", nlist: 32, nprobe: 4 }],
		["ivf, with lists too short", 4000, 12, { index: "ivf", nprobe: 1 }],
		["ivf, nprobe chosen", 4000, 12, { index: "ivf", metric: "cosine" }],
	];
	test.each(cases)("%s", async (_, rows, dimension, options) => {
		const points = vectorSource(uniform(rows, dimension, 9), dimension, {
			type: "float64",
			batchRows: 1500,
		});
		const [one, ...others] = await Promise.all(
			[1, 2, 6].map((cores) => knn({ points, k: 7, cores, ...options })),
		);
		for (const other of others) {
			expect(other.neighbors).toEqual(one?.neighbors as BigInt64Array);
			expect(bytesOf(other.distances)).toEqual(bytesOf(one?.distances));
			expect(other.summary.mean_distance).toBe(
				one?.summary.mean_distance as number,
			);
			expect(other.summary.index).toEqual(one?.summary.index as never);
		}
	});
});

describe("knn() summary", () => {
	test("of an exact search says so", async () => {
		const points = vectorSource(uniform(1000, 3, 1), 3);
		const { summary } = await knn({ points, measureRecall: true, cores: 6 });
		expect(summary).toMatchObject({
			rows: 1000,
			queries: 1000,
			dimension: 3,
			k: 10,
			metric: "l2",
			engine: "native",
			index: { kind: "tree", nlist: null, nprobe: null },
			cores: 6,
			recall: { value: 1, low: 1, high: 1, sample: 0 },
			output: null,
		});
		const { build, search, total } = summary.seconds;
		expect(total).toBeCloseTo(build + search, 9);
		expect(summary.points_per_second).toBeCloseTo(1000 / (build + search), 3);
	});

	test("has a recall where the index is exact, or where it was measured", async () => {
		const points = vectorSource(uniform(1000, 3, 1), 3);
		const recallOf = async (index: "exact" | "flat" | "ivf", nprobe?: number) =>
			(await knn({ points, index, nprobe })).summary.recall;
		const exact = { value: 1, low: 1, high: 1, sample: 0 };
		expect(await recallOf("exact")).toEqual(exact);
		expect(await recallOf("flat")).toEqual(exact);
		expect(await recallOf("ivf", 5)).toBeNull();
		// It was, to choose nprobe.
		expect((await recallOf("ivf"))?.sample).toBeGreaterThan(0);
	});

	test("measures recall of what was found", async () => {
		const points = vectorSource(uniform(5000, 8, 2), 8);
		const ivf = {
			points,
			index: "ivf",
			nlist: 50,
			measureRecall: 400,
		} as const;
		const all = (await knn({ ...ivf, nprobe: 50 })).summary.recall;
		expect(all).toMatchObject({ value: 1, high: 1, sample: 400 });
		expect(all?.low).toBeLessThan(1);
		const one = (await knn({ ...ivf, nprobe: 1 })).summary.recall;
		expect(one?.value).toBeLessThan(0.8);
		expect(one?.value).toBeGreaterThan(0.1);
		expect(one?.low).toBeLessThan(one?.value ?? 0);
	});

	test("has an nprobe that reaches the recall wanted", async () => {
		const points = vectorSource(uniform(5000, 8, 2), 8);
		const run = (recallTarget: number) =>
			knn({ points, index: "ivf", recallTarget, measureRecall: 2000 });
		const [low, high] = await Promise.all([run(0.5), run(0.98)]);
		const { index, recall } = high.summary;
		expect(index.nprobe).toBeGreaterThan(low.summary.index.nprobe ?? 0);
		expect(recall?.high).toBeGreaterThan(0.98);
	});
});
