import { expect, test } from "bun:test";
import { knn } from "../../src/engine/knn.ts";
import { InvalidQueryError } from "../../src/errors.ts";
import { nearestCheck } from "../helpers/nearest-check.ts";
import { randomFrom } from "../helpers/points.ts";
import { instructionSets, runWith } from "../helpers/run-with.ts";
import { vectorSource } from "../helpers/vector-source.ts";

const program = "engine/scaled-searches.ts";

test.each(instructionSets)(
	"knn() finds the nearest of every size of values: %s",
	async (instructionSet) => {
		const ran = await runWith(instructionSet, program, []);
		if (ran === null) return; // not on this processor
		expect(ran.output).toMatch(/^\d+ searches held\n$/);
		expect(ran).toMatchObject({ errors: "", exitCode: 0 });
	},
	300_000,
);

/** Places of 1e-30 around one of 1e10. */
function apart(rows: number, dimension: number): number[][] {
	const random = randomFrom(3);
	return Array.from({ length: rows }, (_, row) =>
		Array.from({ length: dimension }, () =>
			Math.fround(row % 2 === 0 ? 1e-30 * random() : 1e10 * random()),
		),
	);
}

test("knn() compares in float64 what no scale lets float32 tell apart", async () => {
	const rows = apart(300, 3);
	const points = vectorSource(rows, 3);
	for (const index of ["auto", "exact"] as const) {
		const result = await knn({ points, index, k: 6 });
		expect(result.summary.index.reason).toContain("in float64");
		nearestCheck({ points: rows, metric: "l2" })(result);
	}
});

test.each([
	{ index: "flat", dimension: 3, metric: "l2" },
	{ index: "ivf", dimension: 3, metric: "l2" },
	{ index: "hnsw", dimension: 20, metric: "l2" },
	{ index: "exact", dimension: 20, metric: "l2" },
	{ index: "flat", dimension: 3, metric: "ip" },
] as const)(
	"knn() says what it does not tell apart where there is no float64: %j",
	async ({ index, dimension, metric }) => {
		const points = vectorSource(apart(300, dimension), dimension);
		const { summary } = await knn({ points, index, metric });
		const what = metric === "ip" ? "products" : "distances";
		expect(summary.index.reason).toMatch(
			new RegExp(`; ${what} below [\\d.]+e-\\d+ are not told apart`),
		);
	},
);

test("knn() finds directions of rows of whatever length", async () => {
	const random = randomFrom(9);
	const rows = Array.from({ length: 200 }, () => {
		const length = 10 ** (-290 + 300 * random());
		return Array.from({ length: 5 }, () => length * (random() - 0.5));
	});
	const points = vectorSource(rows, 5, { type: "float64" });
	const unit = rows.map((row) => {
		const largest = Math.max(...row.map(Math.abs));
		return row.map((value) => value / largest);
	});
	for (const index of ["flat", "ivf"] as const) {
		const result = await knn({
			points,
			metric: "cosine",
			index,
			nprobe: index === "ivf" ? 5 : undefined,
		});
		nearestCheck({ points: unit, metric: "cosine" })(result);
	}
});

test("knn() tells distances of queries of another size than the points", async () => {
	const random = randomFrom(5);
	const draw = (rows: number, size: number) =>
		Array.from({ length: rows }, () =>
			Array.from({ length: 3 }, () => Math.fround(size * random())),
		);
	for (const [small, large] of [
		[1e-25, 1e-18],
		[1e-18, 1e-25],
		[1e18, 1e25],
	] as const) {
		const [rows, others] = [draw(200, small), draw(30, large)];
		const points = vectorSource(rows, 3);
		const queries = vectorSource(others, 3);
		for (const metric of ["l2", "cosine"] as const) {
			const check = nearestCheck({ points: rows, queries: others, metric });
			check(await knn({ points, queries, metric, index: "flat", k: 4 }));
		}
	}
});

test("knn() refuses what is too large beside the rest", async () => {
	const rows = [
		[1e-3, 1],
		[2, 3],
		[3e38, 1],
	];
	const points = vectorSource(rows, 2);
	expect(knn({ points })).rejects.toThrow(InvalidQueryError);
	expect(
		knn({ points: vectorSource([[1e30], [2e30]], 1), metric: "ip" }),
	).rejects.toThrow("too large for distances in float32");
	const { neighbors } = await knn({ points, k: 1, skipInvalid: true });
	expect([...neighbors]).toEqual([1n, 0n, -1n]);
});
