import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { environment } from "../../../src/config.ts";
import { defaultCosts } from "../../../src/engine/costs/default-costs.ts";
import { keepCosts } from "../../../src/engine/costs/kept-costs.ts";
import { knn } from "../../../src/engine/knn.ts";
import type { KnnRequest } from "../../../src/engine/request.ts";
import {
	float32Source,
	makeDataset,
	sourceOf,
} from "../../helpers/datasets.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

async function chosen(request: KnnRequest) {
	const { summary } = await knn({ ...request, k: 5 });
	return summary;
}

const narrow = (name: string, rows: number, dimension: number) =>
	float32Source(makeDataset(name, rows, dimension), dimension);

const dimension = 96;

/** Points in a broad ring: near ones lie in few lists, while those nearest to
 * its centre, where all are with radius 0, lie all around in it. */
function ring(rows: number, radius: number): Float64Array {
	const matrix = makeDataset("uniform", rows, dimension);
	for (let row = 0; row < rows; row++) {
		const at = matrix.subarray(row * dimension, (row + 1) * dimension);
		const [turn = 0, out = 0] = at;
		for (const [c, value] of at.entries()) at[c] = value / 1e4;
		at[0] = radius * (1 + out / 10) * Math.cos(2 * Math.PI * turn);
		at[1] = radius * (1 + out / 10) * Math.sin(2 * Math.PI * turn);
	}
	return matrix;
}

describe("--index auto", () => {
	test("takes a tree in 16 dimensions where the points lie on a surface", async () => {
		const { index, estimated_seconds } = await chosen({
			points: narrow("a surface", 20_000, 16),
		});
		expect(index.kind).toBe("tree");
		const { tree, flat } = estimated_seconds;
		expect(tree).toBeLessThan(flat);
	});

	test("compares with all where they spread over 16", async () => {
		const { index, estimated_seconds } = await chosen({
			points: narrow("uniform", 6000, 16),
		});
		const { tree, flat } = estimated_seconds;
		// With AVX2 alone comparing is slow enough for a tree even here.
		if (Number(tree) <= flat + 0.001) expect(index.kind).toBe("tree");
		else {
			expect(index.kind).toBe("flat");
			expect(index.reason).toMatch(/^a tree is estimated to take \S+ times/);
		}
	});

	test("compares a few queries with all, rather than build a tree", async () => {
		const points = narrow("uniform", 300_000, 3);
		const queries = narrow("uniform", 2, 3);
		const { index } = await chosen({ points, queries });
		expect(index.kind).toBe("flat");
	});

	test("keeps the tree for columns that need its float64", async () => {
		const points = sourceOf(makeDataset("uniform", 300_000, 3), 3);
		const queries = sourceOf(makeDataset("uniform", 2, 3), 3);
		expect((await chosen({ points, queries })).index.kind).toBe("tree");
	});

	describe("where training costs nothing", () => {
		const before = process.env[environment.cache];
		const directory = temporaryDirectory();
		beforeAll(() => {
			process.env[environment.cache] = directory.path;
			const listsBuild = { list: 0, term: 0, wideTerm: 0, look: 0, value: 0 };
			// Of one processor, whose tiles are slower than they may be: what others
			// compare slowly is worth more lists.
			const flat = { ...defaultCosts.amx.flat, wideTerm: 0.003 };
			keepCosts({ ...defaultCosts.amx, flat, listsBuild });
		});
		afterAll(() => {
			if (before === undefined) delete process.env[environment.cache];
			else process.env[environment.cache] = before;
			directory[Symbol.dispose]();
		});

		test("takes lists, and says how much longer exactness takes", async () => {
			const points = narrow("gaussian clusters", 40_000, 96);
			const { index, recall, estimated_seconds } = await chosen({ points });
			expect(index.kind).toBe("ivf");
			expect(index.reason).toMatch(
				/^an exact search is estimated to take [\d.]+ times as long; nprobe /,
			);
			expect(estimated_seconds.ivf).toBeLessThan(estimated_seconds.flat);
			expect(recall?.low).toBeGreaterThan(0.9);
			const one = await chosen({ points, cores: 1 });
			expect(one.index).toEqual(index);
		});

		test("stays exact where most lists would have to be visited", async () => {
			const points = narrow("uniform", 40_000, 96);
			const { index, estimated_seconds } = await chosen({ points });
			expect(index.kind).toBe("flat");
			expect(estimated_seconds.ivf).not.toBeNull();
		});

		test("is exact after all where the queries need more lists than the points do", async () => {
			const points = float32Source(ring(40_000, 1), dimension);
			const queries = float32Source(ring(20_000, 0), dimension);
			const { index, estimated_seconds } = await chosen({ points, queries });
			expect(index).toMatchObject({ kind: "flat", nprobe: null });
			expect(index.reason).toMatch(
				/; lists would not be faster, \d+ of \d+ having to be visited$/,
			);
			expect(estimated_seconds.ivf).toBeGreaterThan(estimated_seconds.flat);
		});

		test("stays exact where an exact index was asked for", async () => {
			const points = narrow("gaussian clusters", 40_000, 96);
			const { index } = await chosen({ points, index: "exact" });
			expect(index.kind).toBe("flat");
		});
	});
});
