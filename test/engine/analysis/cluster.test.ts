import { describe, expect, test } from "bun:test";
import { cluster } from "../../../src/engine/analysis/cluster.ts";
import { CancelledError } from "../../../src/errors.ts";
import { distanceOf } from "../../helpers/brute-force.ts";
import { failure } from "../../helpers/failure.ts";
import { haversine } from "../../helpers/haversine.ts";
import { makePlaces } from "../../helpers/places.ts";
import { plainDbscan } from "../../helpers/plain-dbscan.ts";
import { randomFrom } from "../../helpers/points.ts";
import { vectorSource } from "../../helpers/vector-source.ts";

const wide = { type: "float64" } as const;

/** The same column `dimension` times: as many rows as want memory of their own,
 * 16 MiB and more when packed, which is given back when the search ends. */
function manyRows(
	dimension: number,
	rows: number,
	value: (row: number) => number,
) {
	const one = Array.from({ length: rows }, (_, row) => [value(row)]);
	const source = vectorSource(one, 1, wide);
	const columns = Array.from(
		{ length: dimension },
		() => source.columns,
	).flat();
	return { ...source, dimension, columns };
}

/** Rows in some clumps, all coordinates multiples of 1/8: many distances are
 * equal, and some are eps itself. */
function clumps(count: number, dimension: number, seed: number): number[][] {
	const random = randomFrom(seed);
	return Array.from({ length: count }, () => {
		const clump = Math.floor(4 * random());
		return Array.from(
			{ length: dimension },
			() => Math.floor(8 * (3 * clump + random() + random())) / 8,
		);
	});
}

describe("cluster() by dbscan", () => {
	test.each([
		[1, "l2", 0.125, 3],
		[2, "l2", 0.25, 5],
		[2, "l2", 0.25, 1],
		[2, "l2", 5, 4],
		[3, "l2", 0.5, 8],
		[9, "l2", 1, 3],
		[20, "l2", 1.75, 2],
		[3, "cosine", 0.002, 6],
	] as const)(
		"in %p dimensions, %s, eps %p, min-points %p is the plain one",
		async (dimension, metric, eps, minPoints) => {
			const rows = clumps(700, dimension, dimension + 1);
			const points = vectorSource(rows, dimension, { ...wide, batchRows: 300 });
			const isNear = (a: number, b: number) =>
				distanceOf(rows[a] ?? [], rows[b] ?? [], metric) <= eps;
			const expected = plainDbscan(rows.length, isNear, minPoints);
			const given = {
				points,
				method: "dbscan",
				metric,
				eps,
				minPoints,
			} as const;
			for (const cores of [1, 3]) {
				const found = await cluster({ ...given, cores });
				expect([...found.labels]).toEqual(expected.labels);
				expect([...(found.core ?? [])]).toEqual(expected.core);
				const sizes = found.summary.sizes.reduce((a, b) => a + b, 0);
				expect(sizes + found.summary.noise).toBe(rows.length);
			}
		},
	);

	test("joins dense spots that touch in any order", async () => {
		const random = randomFrom(11);
		for (let round = 0; round < 100; round++) {
			const rows: number[][] = [];
			for (let spot = 0; spot < 12; spot++) {
				const centre = [5 * random(), 5 * random()];
				const wide = random() < 0.3 ? 0.6 : 0.1;
				// A leaf of the tree is 32 points: some spots are just that.
				const size = round % 2 === 0 ? 32 : 16 + 32 * random();
				for (let i = 0; i < size; i++) {
					rows.push(centre.map((at) => at + wide * random()));
				}
			}
			const points = vectorSource(rows, 2, { type: "float64" });
			const isNear = (a: number, b: number) =>
				distanceOf(rows[a] ?? [], rows[b] ?? [], "l2") <= 1;
			const expected = plainDbscan(rows.length, isNear, 3);
			const found = await cluster({
				points,
				method: "dbscan",
				eps: 1,
				minPoints: 3,
			});
			expect([...found.labels]).toEqual(expected.labels);
		}
	});

	test.each(["a city at the date line", "the North Pole"])(
		"in metres: %s",
		async (name) => {
			const places = makePlaces(name, 400, randomFrom(3));
			const points = vectorSource(places, 2, wide);
			const isNear = (a: number, b: number) =>
				haversine(places[a] ?? [0, 0], places[b] ?? [0, 0]) <= 60;
			const expected = plainDbscan(places.length, isNear, 4);
			const metric = "haversine";
			const given = { points, metric, eps: 60, minPoints: 4 } as const;
			const { labels } = await cluster({ ...given, method: "dbscan" });
			expect([...labels]).toEqual(expected.labels);
		},
	);

	test("joins 100,000 rows of one dense place without comparing all", async () => {
		const random = randomFrom(1);
		const rows = Array.from({ length: 100_000 }, () => [random(), random()]);
		const points = vectorSource(rows, 2, wide);
		const found = await cluster({ points, method: "dbscan", eps: 3 });
		expect(found.summary).toMatchObject({ clusters: 1, noise: 0 });
		expect(found.core?.every((mark) => mark === 1)).toBe(true);
	});

	test("keeps the memory of many rows until it has ended", async () => {
		const rows = 720_000;
		const points = manyRows(
			3,
			rows,
			(row) => 10 * Math.floor(row / 5) + (row % 5),
		);
		const found = await cluster({ points, method: "dbscan", eps: 8 });
		expect(found.summary).toMatchObject({ clusters: rows / 5, noise: 0 });
		const isOwn = (label: number, row: number) => label === Math.floor(row / 5);
		expect(found.labels.every(isOwn)).toBe(true);
	});

	test("leaves rows out that cannot be compared", async () => {
		const rows = [[0], [0.1], [null], [0.2], [9], [Number.NaN]];
		const points = vectorSource(rows, 1, wide);
		const given = { points, method: "dbscan", eps: 0.5, minPoints: 3 } as const;
		expect((await failure(cluster(given))).message).toContain(
			"2 of the 6 rows",
		);
		const found = await cluster({ ...given, skipInvalid: true });
		expect([...found.labels]).toEqual([0, 0, -1, 0, -1, -1]);
		expect([...(found.core ?? [])]).toEqual([1, 1, 0, 1, 0, 0]);
		expect(found.summary).toMatchObject({ clusters: 1, noise: 3, sizes: [3] });
	});
});

describe("cluster() by kmeans", () => {
	test("finds the same clusters whatever the size of the values", async () => {
		const rows = clumps(500, 3, 4);
		const given = { method: "kmeans", k: 4, seed: 2 } as const;
		const found = await cluster({ points: vectorSource(rows, 3), ...given });
		const shrunk = 2 ** -110;
		const small = rows.map((row) => row.map((value) => value * shrunk));
		const tiny = await cluster({ points: vectorSource(small, 3), ...given });
		expect(tiny.labels).toEqual(found.labels);
		const distances = found.distances?.map((distance) => distance * shrunk);
		expect(tiny.distances).toEqual(distances as Float32Array<ArrayBuffer>);
		const { centres, inertia } = found.summary;
		expect(tiny.summary.centres).toEqual(
			centres?.map((centre) => centre.map((value) => value * shrunk)) ?? null,
		);
		expect(tiny.summary.inertia).toBe((inertia ?? 0) * shrunk ** 2);
	});

	test("tells distances from centres far apart as the columns have them", async () => {
		const random = randomFrom(6);
		const rows = Array.from({ length: 2000 }, (_, i) =>
			Array.from({ length: 3 }, () =>
				i % 10 === 0 ? 1e-9 * random() : 1e9 + random(),
			),
		);
		const points = vectorSource(rows, 3, { ...wide, batchRows: 700 });
		const found = await cluster({ points, method: "kmeans", k: 2 });
		const { centres, inertia, sizes } = found.summary;
		expect(sizes.toSorted((a, b) => a - b)).toEqual([200, 1800]);
		let sum = 0;
		for (const [i, row] of rows.entries()) {
			const real = distanceOf(
				row,
				centres?.[found.labels[i] ?? -1] ?? [],
				"l2",
			);
			const told = found.distances?.[i] ?? Number.NaN;
			expect(Math.abs(told - real)).toBeLessThanOrEqual(1e-6 * real);
			sum += real ** 2;
		}
		expect(Math.abs((inertia ?? 0) - sum)).toBeLessThan(1e-9 * sum);
	});

	test("gives each row its nearest centre, and centres the mean of theirs", async () => {
		const random = randomFrom(9);
		for (const dimension of [1, 3, 17]) {
			const rows = Array.from({ length: 2000 }, () =>
				Array.from({ length: dimension }, () => 1000 + random()),
			);
			const points = vectorSource(rows, dimension, { ...wide, batchRows: 700 });
			const given = { points, method: "kmeans", k: 7, seed: 3 } as const;
			const { labels, distances, summary } = await cluster(given);
			const centres = summary.centres ?? [];
			for (const [i, row] of rows.entries()) {
				const all = centres.map((centre) => distanceOf(row, centre, "l2"));
				const own = all[labels[i] ?? -1] ?? Number.NaN;
				expect(own).toBeLessThanOrEqual(Math.min(...all) + 1e-6);
				expect(Math.abs((distances?.[i] ?? 0) - own)).toBeLessThan(1e-6);
			}
			for (const [k, centre] of centres.entries()) {
				const own = rows.filter((_, i) => labels[i] === k);
				expect(own.length).toBe(summary.sizes[k] ?? -1);
				for (const [c, value] of centre.entries()) {
					const mean = own.reduce((sum, row) => sum + (row[c] ?? 0), 0);
					expect(Math.abs(value - mean / own.length)).toBeLessThan(0.02);
				}
			}
			const again = await cluster({ ...given, cores: 5 });
			expect(again.labels).toEqual(labels);
			expect(again.summary.inertia).toBe(summary.inertia);
		}
	});

	test("keeps the memory of many rows until it has ended", async () => {
		const rows = 72_000;
		const points = manyRows(
			64,
			rows,
			(row) => (row < 1000 ? 0 : 100) + (row % 7),
		);
		const { summary } = await cluster({ points, method: "kmeans", k: 2 });
		expect(summary.sizes.toSorted((a, b) => a - b)).toEqual([
			1000,
			rows - 1000,
		]);
	});

	test("fills every cluster, also of equal rows", async () => {
		const rows = Array.from({ length: 50 }, (_, i) => [i < 47 ? 1 : i]);
		const points = vectorSource(rows, 1);
		const found = await cluster({ points, method: "kmeans", k: 4 });
		expect(found.summary.inertia).toBe(0);
		expect(found.summary.sizes.toSorted((a, b) => b - a)).toEqual([
			47, 1, 1, 1,
		]);
	});

	test("leaves rows out, refuses more clusters than rows, and ends", async () => {
		const rows = [[0], [null], [1], [5]];
		const points = vectorSource(rows, 1, wide);
		const given = { points, method: "kmeans", skipInvalid: true } as const;
		const found = await cluster({ ...given, k: 2 });
		expect(found.labels[1]).toBe(-1);
		expect(found.distances?.[1]).toBeNaN();
		expect(found.labels[0]).toBe(found.labels[2] as number);
		expect((await failure(cluster({ ...given, k: 4 }))).message).toContain(
			"4 clusters of 3 rows",
		);
		const signal = AbortSignal.abort(new CancelledError("cancelled", "stop"));
		const cancelled = cluster({ ...given, k: 2 }, { signal });
		expect(await failure(cancelled)).toBeInstanceOf(CancelledError);
	});
});
