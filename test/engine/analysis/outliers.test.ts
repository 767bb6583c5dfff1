import { expect, test } from "bun:test";
import { outliers } from "../../../src/engine/analysis/outliers.ts";
import { topRows } from "../../../src/engine/answers/top-rows.ts";
import { bruteForce, distanceOf } from "../../helpers/brute-force.ts";
import { failure } from "../../helpers/failure.ts";
import { randomFrom } from "../../helpers/points.ts";
import { vectorSource } from "../../helpers/vector-source.ts";

/** Local outlier factors as their definition says, in float64. */
function plainFactors(rows: readonly number[][], k: number): number[] {
	const near = rows.map((row, i) =>
		rows
			.map((other, j) => ({ j, distance: distanceOf(row, other, "l2") }))
			.filter(({ j }) => j !== i)
			.sort((a, b) => a.distance - b.distance || a.j - b.j)
			.slice(0, k),
	);
	const mean = (values: number[]) =>
		values.reduce((sum, value) => sum + value, 0) / values.length;
	const density = near.map(
		(others) =>
			1 /
			(mean(
				others.map(({ j, distance }) =>
					Math.max(distance, near[j]?.at(-1)?.distance ?? 0),
				),
			) +
				1e-10),
	);
	return near.map(
		(others, i) =>
			mean(others.map(({ j }) => density[j] ?? 0)) / (density[i] ?? 1),
	);
}

test.each([2, 5, 20])(
	"outliers() by lof and knn in %p dimensions",
	async (d) => {
		const random = randomFrom(d);
		const rows = Array.from({ length: 400 }, (_, i) =>
			Array.from({ length: d }, () => (i === 33 ? 3 : 0) + random()),
		);
		const points = vectorSource(rows, d, { type: "float64", batchRows: 150 });
		const lof = await outliers({ points, k: 15 });
		for (const [row, factor] of plainFactors(rows, 15).entries()) {
			expect(Math.abs((lof.scores[row] ?? 0) - factor)).toBeLessThan(
				1e-5 * factor,
			);
		}
		expect(lof.summary.top[0]?.row).toBe(33);
		const knn = await outliers({ points, method: "knn", k: 4, cores: 3 });
		const expected = bruteForce(rows, rows, 4, "l2", true);
		for (const [row, distances] of expected.entries()) {
			const last = distances.at(-1) ?? 0;
			expect(Math.abs((knn.scores[row] ?? 0) - last)).toBeLessThan(1e-5 * last);
		}
	},
);

test("outliers() of few, equal and invalid rows", async () => {
	const one = await outliers({ points: vectorSource([[5]], 1) });
	expect([...one.scores]).toEqual([Number.NaN]);
	expect(one.summary.top).toEqual([]);
	const equal = vectorSource(Array(40).fill([1, 1]), 2);
	const { scores } = await outliers({ points: equal });
	expect(new Set(scores)).toEqual(new Set([1]));
	const rows = [[0], [null], [0.5], [9]];
	const points = vectorSource(rows, 1, { type: "float64" });
	const left = await outliers({
		points,
		skipInvalid: true,
		method: "knn",
		k: 1,
	});
	expect([...left.scores]).toEqual([0.5, Number.NaN, 0.5, 8.5]);
	expect(left.summary.top.map(({ row }) => row)).toEqual([3, 0, 2]);
	const lof = await outliers({ points, skipInvalid: true, k: 2 });
	expect(lof.scores[1]).toBeNaN();
	expect(lof.scores[3]).toBeGreaterThan(0.5);
	const refused = await failure(outliers({ points, metric: "ip" }));
	expect(refused.message).toContain('metric "ip" to find outliers');
});

test("topRows() gives the largest in order, equal ones by their row", () => {
	const random = randomFrom(1);
	const scores = Float64Array.from({ length: 500 }, () =>
		random() < 0.1 ? Number.NaN : Math.floor(30 * random()),
	);
	const sorted = [...scores.keys()]
		.filter((row) => !Number.isNaN(scores[row]))
		.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
	for (const count of [0, 1, 10, 499, 1000]) {
		expect(topRows(scores, count)).toEqual(sorted.slice(0, count));
	}
});
