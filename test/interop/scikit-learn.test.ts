/** Clusters, outliers and neighbours within a radius as scikit-learn finds them
 * in its own generated datasets. */
import { beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { requireProgram } from "../../scripts/run-program.ts";
import { cluster } from "../../src/engine/analysis/cluster.ts";
import { outliers } from "../../src/engine/analysis/outliers.ts";
import { searchRadius } from "../../src/engine/radius/search-radius.ts";
import { adjustedRand } from "../helpers/adjusted-rand.ts";
import { pythonWith } from "../helpers/python.ts";
import { vectorSource } from "../helpers/vector-source.ts";

interface Described {
	readonly points: number[][];
	readonly eps: number;
	readonly dbscan: { labels: number[]; core: number[] };
	readonly within: { distances: number[][]; neighbors: number[][] };
	readonly lof: number[];
	readonly kmeans: { k: number; labels: number[]; inertia: number } | null;
}

/** Where rounding, ties, edges or the Earth's seams could tell. */
interface Harder {
	readonly points: number[][];
	readonly metric: "l2" | "haversine";
	readonly eps: number;
	readonly minPoints: number;
	readonly labels: number[];
	readonly core: number[];
	/** Null: it is not determined. */
	readonly lof: number[] | null;
}

const harderNames = [
	"anisotropic",
	"of unlike size",
	"noise",
	"far from the origin",
	"copies of 40 places",
	"exactly eps apart",
	"each its own",
	"degrees at the date line",
	"degrees at a pole",
] as const;

const names = [
	"blobs",
	"blobs in 5 dimensions",
	"blobs in 24 dimensions",
	"moons",
	"circles",
	"a roll",
] as const;
let described: Record<string, Described> = {};
let harder: Record<string, Harder> = {};

beforeAll(async () => {
	const requirements = join(import.meta.dir, "../bench/requirements.txt");
	const python = await pythonWith(requirements);
	const script = join(import.meta.dir, "scikit_learn.py");
	({ sets: described, harder } = JSON.parse(
		await requireProgram([python, script]),
	));
}, 300_000);

function of(name: string) {
	const { points, ...rest } = described[name] as Described;
	const dimension = points[0]?.length ?? 0;
	const source = vectorSource(points, dimension, {
		type: "float64",
		batchRows: 700,
	});
	return { points: source, ...rest };
}

describe.each(names)("%s", (name) => {
	test("cluster() by dbscan gives the same labels", async () => {
		const { points, eps, dbscan } = of(name);
		const found = await cluster({
			points,
			method: "dbscan",
			eps,
			minPoints: 6,
		});
		expect([...found.labels]).toEqual(dbscan.labels);
		expect([...(found.core ?? [])]).toEqual(dbscan.core);
		expect(found.summary).toMatchObject({
			clusters: new Set(dbscan.labels.filter((label) => label >= 0)).size,
			noise: dbscan.labels.filter((label) => label < 0).length,
		});
		expect(found.summary.clusters).toBeGreaterThan(0);
	});

	test("outliers() by lof gives the same scores", async () => {
		const { points, lof } = of(name);
		const { scores } = await outliers({ points, method: "lof", k: 20 });
		expect(scores).toHaveLength(lof.length);
		for (const [row, score] of lof.entries()) {
			expect(Math.abs((scores[row] ?? 0) - score)).toBeLessThan(1e-5 * score);
		}
	});

	test("searchRadius() gives the same neighbours", async () => {
		const { points, eps, within } = of(name);
		const { offsets, neighbors, distances } = await searchRadius({
			points,
			radius: eps,
			includeSelf: true,
		});
		for (const [row, wanted] of within.neighbors.entries()) {
			const [from, to] = [offsets[row], offsets[row + 1]];
			expect([...neighbors.subarray(from, to)].map(Number)).toEqual(wanted);
			for (const [i, distance] of (within.distances[row] ?? []).entries()) {
				const told = distances[(from ?? 0) + i] ?? Number.NaN;
				// In many dimensions it goes by |x|^2 + |y|^2 - 2xy itself.
				const slack = 1e-7 * distance + 1e-6;
				expect(Math.abs(told - distance)).toBeLessThanOrEqual(slack);
			}
		}
	});
});

test.each(names.slice(0, 3))("cluster() by kmeans, %s", async (name) => {
	const { points, kmeans } = of(name);
	const { k = 0, labels = [], inertia = 0 } = kmeans ?? {};
	const found = await cluster({ points, method: "kmeans", k });
	expect(adjustedRand(found.labels, labels)).toBeGreaterThanOrEqual(0.99);
	expect(found.summary.inertia).toBeLessThan(1.0001 * inertia);
	expect(found.summary.inertia).toBeGreaterThan(0.999 * inertia);
});

describe.each(harderNames)("points %s", (name) => {
	const source = () => {
		const { points } = harder[name] as Harder;
		return vectorSource(points, points[0]?.length ?? 0, { type: "float64" });
	};

	test("cluster() by dbscan gives the same labels", async () => {
		const { eps, minPoints, metric, labels, core } = harder[name] as Harder;
		const points = source();
		const found = await cluster({ points, eps, minPoints, metric });
		expect([...found.labels]).toEqual(labels);
		expect([...(found.core ?? [])]).toEqual(core);
		expect(new Set(labels).size).toBeGreaterThan(1);
	});

	test("outliers() by lof gives the same scores", async () => {
		const { metric, lof } = harder[name] as Harder;
		const { scores } = await outliers({ points: source(), k: 20, metric });
		for (const [row, score] of (lof ?? []).entries()) {
			expect(Math.abs((scores[row] ?? 0) - score)).toBeLessThan(2e-5 * score);
		}
	});
});
