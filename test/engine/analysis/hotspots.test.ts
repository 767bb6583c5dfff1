import { describe, expect, test } from "bun:test";
import {
	type HotspotResult,
	hotspots,
} from "../../../src/engine/analysis/hotspots.ts";
import { CancelledError } from "../../../src/errors.ts";
import { failure } from "../../helpers/failure.ts";
import { haversine } from "../../helpers/haversine.ts";
import { makePlaces, placeSets } from "../../helpers/places.ts";
import { randomFrom } from "../../helpers/points.ts";
import { vectorSource } from "../../helpers/vector-source.ts";

const wide = { type: "float64" } as const;

/** The cells as objects. */
function spotsOf({ counts, firstRows, centres }: HotspotResult) {
	return Array.from(counts, (count, i) => ({
		count: Number(count),
		centre: centres.map((values) => values[i] ?? Number.NaN),
		first_row: Number(firstRows[i]),
	}));
}

describe("hotspots()", () => {
	test.each([1, 2, 3, 6])(
		"counts cubes in %p dimensions",
		async (dimension) => {
			const random = randomFrom(dimension);
			// Far from the origin on one side, and as far below it on the other.
			const rows = Array.from({ length: 20_000 }, () =>
				Array.from(
					{ length: dimension },
					() => (random() < 0.5 ? 1e12 : -1e12) + 2 * random() * random(),
				),
			);
			const cell = 0.25;
			const expected = new Map<string, { count: number; first: number }>();
			for (const [row, values] of rows.entries()) {
				const key = values.map((value) => Math.floor(value / cell)).join();
				const before = expected.get(key) ?? { count: 0, first: row };
				expected.set(key, { ...before, count: before.count + 1 });
			}
			const points = vectorSource(rows, dimension, {
				...wide,
				batchRows: 7000,
			});
			const found = await hotspots({ points, cell });
			expect(found.summary.cells).toBe(expected.size);
			const spots = spotsOf(found);
			expect(spots).toHaveLength(expected.size);
			expect(found.summary.top).toEqual(spots.slice(0, 10));
			let before = { count: Number.POSITIVE_INFINITY, first_row: -1 };
			for (const spot of spots) {
				const key = spot.centre.map((value) => Math.floor(value / cell)).join();
				expect(expected.get(key)).toEqual({
					count: spot.count,
					first: spot.first_row,
				});
				const isInOrder =
					spot.count < before.count ||
					(spot.count === before.count && spot.first_row > before.first_row);
				expect(isInOrder).toBe(true);
				before = spot;
			}
		},
	);

	test.each(Object.keys(placeSets))("cells on the Earth: %s", async (name) => {
		const places = makePlaces(name, 3000, randomFrom(2));
		const points = vectorSource(places, 2, wide);
		const cell = 700;
		const found = await hotspots({ points, cell, metric: "haversine" });
		const spots = spotsOf(found);
		const total = spots.reduce((sum, { count }) => sum + count, 0);
		expect(total).toBe(3000);
		for (const { centre, first_row } of spots) {
			const [latitude = 0, longitude = 0] = centre;
			const place = places[first_row] ?? [0, 0];
			// Half a diagonal; a cell is up to half as wide again near the poles.
			expect(haversine([latitude, longitude], place)).toBeLessThan(cell);
		}
	});

	test("knows no seam at the date line", async () => {
		const rows = [
			[10, 180],
			[10, -180],
			[10, 359],
			[10, -1],
		];
		const points = vectorSource(rows, 2, wide);
		const given = { points, cell: 1000, metric: "haversine" } as const;
		const found = spotsOf(await hotspots(given));
		expect(found.map(({ count }) => count)).toEqual([2, 2]);
	});

	test("counts at the ends of float64, and refuses cells without a number", async () => {
		const most = Number.MAX_VALUE;
		const rows = [[most], [most], [1e308], [-most], [0]];
		const points = vectorSource(rows, 1, wide);
		const found = spotsOf(await hotspots({ points, cell: 1e300 }));
		expect(found.map(({ count }) => count)).toEqual([2, 1, 1, 1]);
		expect(found[0]?.centre[0]).toBeGreaterThan(1.79e308);
		const error = await failure(hotspots({ points, cell: 0.1 }));
		expect(error.message).toContain("more than 1e308 cells from 0");
		const left = { points, cell: 0.1, skipInvalid: true };
		expect(spotsOf(await hotspots(left)).length).toBe(1);
	});

	test("gives the fullest only, leaves rows out, and ends", async () => {
		const rows = [[0], [0.5], [3], [null], [7], [7.5], [7.9]];
		const points = vectorSource(rows, 1, wide);
		const given = { points, cell: 1, skipInvalid: true } as const;
		const all = await hotspots({ ...given, minCount: 2 });
		expect(spotsOf(all)).toEqual([
			{ count: 3, centre: [7.5], first_row: 4 },
			{ count: 2, centre: [0.5], first_row: 0 },
		]);
		expect(all.summary).toMatchObject({
			cells: 3,
			hotspots: 2,
			columns: ["c0"],
		});
		const top = await hotspots({ ...given, top: 1 });
		expect(spotsOf(top)).toHaveLength(1);
		expect((await failure(hotspots({ points, cell: 1 }))).message).toContain(
			"1 of the 7 rows",
		);
		for (const wrong of [{ cell: -1 }, { cell: Number.NaN }, { top: 0 }]) {
			const error = await failure(hotspots({ ...given, ...wrong }));
			expect(error).toBeInstanceOf(RangeError);
		}
		const signal = AbortSignal.abort(new CancelledError("cancelled", "stop"));
		const cancelled = hotspots(given, { signal });
		expect(await failure(cancelled)).toBeInstanceOf(CancelledError);
	});
});
