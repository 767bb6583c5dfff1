import { test } from "bun:test";
import { datasets } from "../helpers/datasets.ts";
import { expectExact } from "../helpers/expect-exact.ts";

const sizes: readonly (readonly [number, number])[] = [
	[2, 1_000_000],
	[3, 1_000_000],
	[4, 1_000_000],
	[8, 100_000],
	[16, 20_000],
	[32, 20_000],
	[128, 20_000],
	[768, 5_000],
	[1536, 3_000],
];
const cases = Object.keys(datasets).flatMap((dataset) =>
	sizes.map(([dimension, rows]) => [dataset, dimension, rows] as const),
);

test.each(cases)(
	"knn() is exact on %s in %p dimensions, %p rows",
	async (dataset, dimension, rows) => {
		await expectExact({ dataset, rows, dimension, k: 10, compared: 100 });
	},
);
