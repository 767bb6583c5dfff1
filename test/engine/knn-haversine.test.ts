import { expect, test } from "bun:test";
import { knn } from "../../src/engine/knn.ts";
import { expectHaversine } from "../helpers/expect-haversine.ts";
import { failure } from "../helpers/failure.ts";
import { makePlaces, placeSets } from "../helpers/places.ts";
import { randomFrom } from "../helpers/points.ts";
import { vectorSource } from "../helpers/vector-source.ts";

const metric = "haversine";
const wide = { type: "float64" } as const;

test.each(Object.keys(placeSets))(
	"knn() measures in metres along the Earth: %s",
	async (name) => {
		const places = makePlaces(name, 700, randomFrom(5));
		const points = vectorSource(places, 2, { ...wide, batchRows: 300 });
		for (const k of [1, 10, 100]) {
			expectHaversine(await knn({ points, metric, k }), places, null);
		}
		const others = makePlaces(name, 50, randomFrom(6));
		const queries = vectorSource(others, 2, wide);
		const result = await knn({ points, queries, metric, k: 7 });
		expectHaversine(result, places, others);
	},
);

test("knn() tells 20,000 places within 2 km apart", async () => {
	const places = makePlaces("a city of 2 km", 20_000, randomFrom(8));
	const result = await knn({ points: vectorSource(places, 2, wide), metric });
	expectHaversine(result, places, null, 400);
	expect(result.summary.index.kind).toBe("tree");
	expect(result.summary.index.reason).toContain("float64");
	expect(result.summary.dimension).toBe(2);
});

test("knn() finds more neighbours than there are places", async () => {
	const places = makePlaces("two antipodes", 20, randomFrom(9));
	const points = vectorSource(places, 2, wide);
	expectHaversine(await knn({ points, metric, k: 2048 }), places, null);
	const withSelf = await knn({ points, metric, k: 1, includeSelf: true });
	expect([...withSelf.neighbors]).toEqual(places.map((_, i) => BigInt(i)));
	expect(new Set(withSelf.distances)).toEqual(new Set([0]));
});

test("knn() tells latitude and longitude by their names", async () => {
	const swapped = vectorSource(
		[
			[120, 5],
			[120, 6],
			[-60, 5],
		],
		2,
		wide,
	);
	const columns = swapped.columns.map((column, i) => ({
		...column,
		name: ["Longitude", "LAT"][i] ?? "",
	}));
	const points = { ...swapped, columns };
	const { neighbors, distances } = await knn({ points, metric, k: 1 });
	expect([...neighbors]).toEqual([1n, 0n, 1n]);
	expect(distances[0]).toBeCloseTo(111_195.08, 1);
});

test("knn() takes a list column and whole degrees as places", async () => {
	const list = vectorSource(
		[
			[0, 0],
			[0, 1],
			[0, 3],
		],
		2,
		{
			type: "int16",
			isList: true,
		},
	);
	const { distances } = await knn({ points: list, metric, k: 1 });
	expect(distances[2]).toBeCloseTo(2 * 111_195.08, 1);
});

test("knn() refuses what is no place on the Earth, saying where", async () => {
	const rows = [
		[0, 0],
		[91, 0],
		[0, 361],
		[0, -180.5],
		[-90, 360],
		[90, -180],
	];
	const points = vectorSource(rows, 2, wide);
	const error = await failure(knn({ points, metric }));
	expect(error.message).toMatch(/Cannot search 3 of the 6 rows.* in row 1;/);
	const kept = await knn({ points, metric, k: 2, skipInvalid: true });
	expect([...kept.neighbors.subarray(0, 6)]).toEqual([
		4n,
		5n,
		-1n,
		-1n,
		-1n,
		-1n,
	]);
});

test("knn() counts nulls apart from what is no place", async () => {
	const points = vectorSource(
		[
			[0, 0],
			[null, 0],
			[1, 1],
		],
		2,
		wide,
	);
	const error = await failure(knn({ points, metric }));
	expect(error.message).toMatch(/1 of the 3 rows.* null.* in row 1;/);
});

test.each([1, 3])("knn() refuses places of %d columns", async (dimension) => {
	const points = vectorSource([[1, 2, 3]], dimension, wide);
	const error = await failure(knn({ points, metric }));
	expect(error.message).toContain("--columns lat,lon");
});
