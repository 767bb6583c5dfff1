import { describe, expect, test } from "bun:test";
import type { Metric } from "../../../src/engine/options.ts";
import { searchRadius } from "../../../src/engine/radius/search-radius.ts";
import { CancelledError } from "../../../src/errors.ts";
import { distanceOf } from "../../helpers/brute-force.ts";
import { expectWithin } from "../../helpers/expect-within.ts";
import { failure } from "../../helpers/failure.ts";
import { hardData, makeHardData } from "../../helpers/hard-data.ts";
import { haversine } from "../../helpers/haversine.ts";
import { makePlaces, placeSets } from "../../helpers/places.ts";
import { randomFrom } from "../../helpers/points.ts";
import { vectorSource } from "../../helpers/vector-source.ts";

type Rows = readonly (readonly number[])[];

function rowsOf(values: Float64Array, dimension: number): number[][] {
	return Array.from({ length: values.length / dimension }, (_, row) => [
		...values.subarray(row * dimension, (row + 1) * dimension),
	]);
}

/** A radius that some pairs are within: the distance of one pair itself. */
function radiusOf(points: Rows, metric: Metric): number {
	const [a = [], b = []] = [points[3], points[40]];
	return distanceOf(a, b, metric);
}

const wide = { type: "float64" } as const;

describe("searchRadius() against brute force", () => {
	const hard = Object.keys(hardData).filter(
		// What squares beyond float32 is refused as for knn.
		(name) => !/huge|vanishing|subnormal/.test(name),
	);
	test.each(hard)("%s", async (name) => {
		for (const dimension of [1, 2, 3, 8, 17]) {
			const rows = rowsOf(
				makeHardData(name, 150, dimension, randomFrom(dimension)),
				dimension,
			);
			const radius = radiusOf(rows, "l2");
			const points = vectorSource(rows, dimension, { ...wide, batchRows: 64 });
			const found = await searchRadius({ points, radius });
			expectWithin(found, {
				points: rows.length,
				queries: rows.length,
				radius,
				selfOut: true,
				distanceOf: (q, p) => distanceOf(rows[q] ?? [], rows[p] ?? [], "l2"),
				slackOf: (d) => 1e-14 * d,
			});
		}
	});

	test.each([
		["l2", 3, 0.3],
		["l2", 40, 2.2],
		["cosine", 3, 0.05],
		["cosine", 20, 0.2],
		["ip", 3, 1.2],
		["ip", 24, 7],
		["ip", 3, -1],
	] as const)("%s in %p dimensions", async (metric, dimension, radius) => {
		const random = randomFrom(dimension);
		const draw = (count: number) =>
			Array.from({ length: count }, (_, row) =>
				Array.from({ length: dimension }, () =>
					row === 5 ? 0 : Math.fround(random()),
				),
			);
		const [rows, others] = [draw(300), draw(70)];
		const points = vectorSource(rows, dimension, { isList: true });
		const queries = vectorSource(others, dimension, { batchRows: 30 });
		const isProduct = metric === "ip";
		const wanted = {
			points: rows.length,
			radius,
			isProduct,
			slackOf: (d: number) => 1e-14 * (1 + Math.abs(d)),
		};
		expectWithin(await searchRadius({ points, metric, radius }), {
			...wanted,
			queries: rows.length,
			selfOut: true,
			distanceOf: (q, p) => distanceOf(rows[q] ?? [], rows[p] ?? [], metric),
		});
		expectWithin(
			await searchRadius({ points, metric, radius, includeSelf: true }),
			{
				...wanted,
				queries: rows.length,
				selfOut: false,
				distanceOf: (q, p) => distanceOf(rows[q] ?? [], rows[p] ?? [], metric),
			},
		);
		expectWithin(await searchRadius({ points, queries, metric, radius }), {
			...wanted,
			queries: others.length,
			selfOut: false,
			distanceOf: (q, p) => distanceOf(others[q] ?? [], rows[p] ?? [], metric),
		});
	});

	test.each(Object.keys(placeSets))(
		"metres along the Earth: %s",
		async (name) => {
			const places = makePlaces(name, 300, randomFrom(5));
			const points = vectorSource(places, 2, wide);
			const metric = "haversine";
			for (const radius of [0, 150, 400_000, 3e7]) {
				const found = await searchRadius({ points, metric, radius });
				expectWithin(found, {
					points: places.length,
					queries: places.length,
					radius,
					selfOut: true,
					distanceOf: (q, p) =>
						haversine(places[q] ?? [0, 0], places[p] ?? [0, 0]),
					// Near the antipode a metre is 1e-14 of the chord's square.
					slackOf: (d) => (d > 1.9e7 ? 0.2 : 1e-6 + 1e-9 * d),
				});
			}
		},
	);
});

describe("searchRadius()", () => {
	const random = randomFrom(2);
	const rows = Array.from({ length: 5000 }, () => [random(), random()]);

	test("gives the same for any number of cores, and by queries", async () => {
		const points = vectorSource(rows, 2, wide);
		const options = { points, radius: 0.03, includeSelf: true };
		const one = await searchRadius({ ...options, cores: 1 });
		const six = await searchRadius({ ...options, cores: 6 });
		const asked = await searchRadius({ ...options, queries: points });
		for (const other of [six, asked]) {
			expect(other.offsets).toEqual(one.offsets);
			expect(other.neighbors).toEqual(one.neighbors);
			expect(other.distances).toEqual(one.distances);
		}
		expect(one.summary).toMatchObject({
			rows: 5000,
			queries: 5000,
			k: null,
			radius: 0.03,
			neighbors: one.neighbors.length,
			index: { kind: "tree" },
			recall: { value: 1, sample: 0 },
		});
	});

	test("leaves rows out that cannot be searched, also as queries", async () => {
		const broken = rows
			.slice(0, 100)
			.map((row, i) =>
				i === 3 ? [null, 1] : i === 70 ? [Number.NaN, 0] : row,
			);
		const points = vectorSource(broken, 2, wide);
		const options = { points, radius: 10, skipInvalid: true };
		const refused = await failure(searchRadius({ points, radius: 10 }));
		expect(refused.message).toContain("2 of the 100 rows of the points");
		for (const queries of [undefined, points]) {
			const found = await searchRadius({
				...options,
				queries,
				includeSelf: true,
			});
			const sizes = [...found.offsets.subarray(1)].map(
				(end, row) => end - (found.offsets[row] ?? 0),
			);
			expect(sizes).toEqual(
				broken.map((_, i) => (i === 3 || i === 70 ? 0 : 98)),
			);
			expect(found.neighbors).not.toContain(3n);
			expect(found.neighbors).toContain(99n);
		}
	});

	test("ends when it is cancelled", async () => {
		const controller = new AbortController();
		const points = vectorSource(rows, 2, wide);
		const searching = searchRadius(
			{ points, radius: 5 },
			{
				signal: controller.signal,
				onProgress: () => controller.abort(),
			},
		);
		expect(await failure(searching)).toBeInstanceOf(CancelledError);
	});
});
