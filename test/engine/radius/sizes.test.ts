import { expect, test } from "bun:test";
import { dbscan } from "../../../src/engine/analysis/dbscan.ts";
import { startCrew } from "../../../src/engine/pool/start-crew.ts";
import { searchRadius } from "../../../src/engine/radius/search-radius.ts";
import { InvalidQueryError } from "../../../src/errors.ts";
import { failure } from "../../helpers/failure.ts";
import { randomFrom } from "../../helpers/points.ts";
import { vectorSource } from "../../helpers/vector-source.ts";

const wide = { type: "float64", batchRows: 90 } as const;

/** Places of four clumps, and one between them. */
function shape(dimension: number): number[][] {
	const random = randomFrom(dimension);
	return Array.from({ length: 200 }, (_, row) =>
		Array.from(
			{ length: dimension },
			() => 8 * (row % 5 === 4 ? 0.5 : row % 4) + random(),
		),
	);
}

/** A radius within a clump, of few digits. */
const near = (dimension: number) =>
	Math.round(0.4 * Math.sqrt(dimension) * 256) / 256;

const times = (rows: readonly number[][], size: number) =>
	rows.map((row) => row.map((value) => value * size));

/** Powers of two: the answer is the same, but for the unit. */
const exponents = [-1060, -990, -530, -200, 60, 70, 120];

test.each([2, 3, 20])(
	"searchRadius() finds the same in values of any size, in %p dimensions",
	async (dimension) => {
		const [rows, radius] = [shape(dimension), near(dimension)];
		const asked = rows.slice(7, 40);
		const plain = vectorSource(rows, dimension, wide);
		const own = await searchRadius({ points: plain, radius });
		const queries = vectorSource(asked, dimension, wide);
		const apart = await searchRadius({ points: plain, queries, radius });
		expect(own.neighbors.length).toBeGreaterThan(1000);
		for (const exponent of exponents) {
			// Of the smallest, float64 itself has few digits.
			const digits = exponent < -1000 ? 2 ** 8 : 2 ** 40;
			const [size, rounded] = [2 ** exponent, (v: number) => v * digits];
			const held = rows.map((row) =>
				row.map((value) => Math.round(rounded(value)) / digits),
			);
			const source = vectorSource(times(held, size), dimension, wide);
			const wanted =
				digits === 2 ** 40
					? own
					: await searchRadius({
							points: vectorSource(held, dimension, wide),
							radius,
						});
			const found = await searchRadius({
				points: source,
				radius: radius * size,
			});
			expect(found.offsets).toEqual(wanted.offsets);
			expect(found.neighbors).toEqual(wanted.neighbors);
			for (const [at, distance] of found.distances.entries()) {
				const real = (wanted.distances[at] ?? 0) * size;
				expect(Math.abs(distance - real)).toBeLessThanOrEqual(
					1e-6 * real + 2 ** -150,
				);
			}
			if (wanted !== own) continue;
			const others = await searchRadius({
				points: source,
				queries: vectorSource(times(asked, size), dimension, wide),
				radius: radius * size,
			});
			expect(others.neighbors).toEqual(apart.neighbors);
		}
	},
);

test.each([...exponents, 500, 1018])(
	"dbscan() makes the same clusters of values times 2 ** %p",
	async (exponent) => {
		for (const dimension of [2, 20]) {
			const digits = exponent < -1000 ? 2 ** 8 : 2 ** 40;
			const rows = shape(dimension).map((row) =>
				row.map((value) => Math.round(value * digits) / digits),
			);
			const eps = near(dimension);
			const label = async (size: number) => {
				const source = vectorSource(times(rows, size), dimension, wide);
				const { labels, summary } = await dbscan(
					startCrew(2, {}, rows.length),
					source,
					{
						method: "dbscan",
						metric: "l2",
						skipInvalid: false,
						eps: eps * size,
						minPoints: 4,
						cores: 2,
						seed: 1,
					},
				);
				return { labels, clusters: summary.clusters };
			};
			const plain = await label(1);
			expect(plain.clusters).toBeGreaterThan(2);
			expect(await label(2 ** exponent)).toEqual(plain);
		}
	},
);

test("searchRadius() tells equal rows from those that are nearly so", async () => {
	const rows = [[1e-300], [1e-300], [1.0000001e-300], [1e-310], [0]];
	const points = vectorSource(rows, 1, wide);
	const { neighbors, offsets } = await searchRadius({ points, radius: 0 });
	expect([...offsets]).toEqual([0, 1, 2, 2, 2, 2]);
	expect([...neighbors]).toEqual([1n, 0n]);
});

test("searchRadius() tells int64 times apart", async () => {
	const rows = [0, 40, 100, 200, 1000].map((ns) => [1_700_000_000 * 1e9 + ns]);
	const exact = rows.map(([value = 0]) => [value]);
	// Numbers there are 256 apart, so the table is made of differences.
	const points = vectorSource(exact, 1, { type: "int64" });
	const values = points.columns[0]?.chunks[0]?.values as BigInt64Array;
	for (const [row, ns] of [0n, 40n, 100n, 200n, 1000n].entries()) {
		values[row] = 1_700_000_000_000_000_000n + ns;
	}
	const found = await searchRadius({ points, radius: 100 });
	expect([...found.offsets]).toEqual([0, 2, 4, 7, 8, 8]);
	expect([...found.distances]).toEqual([40, 100, 40, 60, 60, 100, 100, 100]);
});

test("searchRadius() finds directions of rows of any length", async () => {
	const rows = [
		[1e300, 0],
		[1e200, 1e199],
		[0, 1e300],
	];
	const points = vectorSource(rows, 2, wide);
	const metric = "cosine";
	const found = await searchRadius({ points, metric, radius: 0.1 });
	expect([...found.neighbors]).toEqual([1n, 0n]);
});

test("searchRadius() refuses what nobody can tell", async () => {
	const rows = [[1e300], [2e300], [-3e300]];
	const points = vectorSource(rows, 1, wide);
	const small = await failure(searchRadius({ points, radius: 1e-300 }));
	expect(small).toBeInstanceOf(InvalidQueryError);
	expect(small.message).toContain("among values of up to 3e+300");
	const large = await failure(searchRadius({ points, radius: 1e301 }));
	expect(large).toBeInstanceOf(InvalidQueryError);
	expect(large.message).toContain("the largest float32");
});
