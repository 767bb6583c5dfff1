import { describe, expect, test } from "bun:test";
import { knn } from "../../../src/engine/knn.ts";
import type { KnnRequest } from "../../../src/engine/request.ts";
import { makeDataset, sourceOf } from "../../helpers/datasets.ts";

const dimension = 12;
const dataset = (name: string, rows: number) =>
	sourceOf(makeDataset(name, rows, dimension), dimension);
const points = dataset("uniform", 6000);
const ivf = { points, index: "ivf" } as const;

async function summaryOf(request: Partial<KnnRequest>) {
	return (await knn({ ...ivf, ...request })).summary;
}

describe("--recall-target", () => {
	test.each([0.7, 0.9, 0.98])(
		"%p holds for all queries, and is not passed by far",
		async (recallTarget) => {
			const { index, recall } = await summaryOf({
				recallTarget,
				measureRecall: 6000,
			});
			expect(recall?.sample).toBe(6000);
			expect(recall?.value).toBeGreaterThanOrEqual(recallTarget);
			expect(recall?.value).toBeLessThan(recallTarget + 0.06);
			expect(index.reason).toEndWith(
				`nprobe ${index.nprobe} is the least that shows recall ${recallTarget} on 188 sampled queries`,
			);
		},
	);

	test("is reported on other queries than nprobe was chosen on", async () => {
		const { recall } = await summaryOf({});
		expect(recall?.sample).toBe(188);
		expect(recall?.low).toBeLessThan(recall?.value ?? 0);
		expect(recall?.high).toBeGreaterThan(0.95);
	});

	test("holds for queries unlike the points", async () => {
		const queries = dataset("one far outlier", 3000);
		const asked = { queries, recallTarget: 0.9, seed: 2 };
		const { index, recall } = await summaryOf({
			...asked,
			measureRecall: 3000,
		});
		expect(recall?.value).toBeGreaterThanOrEqual(0.9);
		expect(index.nprobe).toBeGreaterThan(1);
		const { recall: checked } = await summaryOf(asked);
		expect(checked?.sample).toBeGreaterThan(0);
	});

	test("says where the queries are too few to show it", async () => {
		const queries = dataset("a surface", 40);
		const asked = { queries, recallTarget: 0.99 };
		const { index, recall } = await summaryOf(asked);
		expect(index.reason).toContain("misses nothing on 20 sampled queries");
		expect(index.nprobe).toBeLessThan(index.nlist ?? 0);
		expect(recall?.sample).toBe(20);
	});

	test("of one query cannot be measured on another", async () => {
		const queries = dataset("uniform", 1);
		const { recall } = await summaryOf({ queries });
		expect(recall).toBeNull();
	});

	test("1 visits all lists", async () => {
		const { index, recall } = await summaryOf({ recallTarget: 1 });
		expect(index.nprobe).toBe(index.nlist as number);
		expect(index.reason).toContain("all lists are visited");
		expect(recall?.value).toBe(1);
	});

	test("is not looked at where nprobe is given", async () => {
		const { index, recall } = await summaryOf({ nlist: 50, nprobe: 1 });
		expect(index.reason).toBe("ivf was asked for");
		expect(recall).toBeNull();
	});
});
