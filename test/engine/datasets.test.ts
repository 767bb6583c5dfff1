import { test } from "bun:test";
import { datasets } from "../helpers/datasets.ts";
import { expectExact } from "../helpers/expect-exact.ts";

const cases = Object.keys(datasets).flatMap((dataset) =>
	[2, 3, 4, 8, 16, 128].map((dimension) => [dataset, dimension] as const),
);

test.each(cases)(
	"knn() is exact on %s in %p dimensions",
	async (dataset, d) => {
		const rows = d > 8 ? 2_000 : 10_000;
		await expectExact({ dataset, rows, dimension: d, k: 10, compared: 40 });
	},
);
