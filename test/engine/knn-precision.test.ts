import { test } from "bun:test";
import { knn } from "../../src/engine/knn.ts";
import { expectNeighbors } from "../helpers/expect-neighbors.ts";
import { randomFrom } from "../helpers/points.ts";
import { vectorSource } from "../helpers/vector-source.ts";

const random = randomFrom(3);
/** Metres in a city, as a map projection gives them: float32 there knows half
 * metres only. */
const city = Array.from({ length: 600 }, () => [
	5_800_000 + 200 * random(),
	1_000_000 + 200 * random(),
]);
/** Of 100 m around the centre, in both coordinates. */
const resolution = 2 * 100 * 2 ** -24;
/** Nanoseconds since 1970, within a second: above 2^53 apart by 256. */
const moments = Array.from({ length: 300 }, () => [
	1_700_000_000 * 1e9 + Math.floor(1e9 * random()),
]);

test.each([
	["tree", "auto"],
	["flat", "flat"],
] as const)(
	"knn() tells neighbours apart far from the origin: %s",
	async (_, index) => {
		const points = vectorSource(city, 2, { type: "float64", batchRows: 250 });
		expectNeighbors(await knn({ points, index }), { points: city, resolution });
	},
);

test("knn() uses one centre for queries and points", async () => {
	const points = vectorSource(city, 2, { type: "float64" });
	const queries = vectorSource(city.slice(0, 50), 2, { type: "float64" });
	const result = await knn({ points, queries, k: 3 });
	expectNeighbors(result, {
		points: city,
		queries: city.slice(0, 50),
		resolution,
	});
});

test("knn() tells int64 times apart", async () => {
	const points = vectorSource(moments, 1, { type: "int64" });
	expectNeighbors(await knn({ points, k: 4 }), { points: moments });
});
