import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { scaleDistances } from "../answers/scale-distances.ts";
import { sampleQueries } from "../answers/search-sample.ts";
import { toTableRows } from "../answers/to-table-rows.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { addressOf } from "../vectors/address.ts";
import { allocate } from "../vectors/allocate.ts";
import { askedRows } from "../vectors/asked-rows.ts";
import { centreOf } from "../vectors/centre.ts";
import { divideCentre } from "../vectors/divide-centre.ts";
import { isWideColumn } from "../vectors/is-wide-column.ts";
import { createMatrix, type Matrix } from "../vectors/matrix.ts";
import { packFitted } from "../vectors/pack-fitted.ts";
import { rowsOf } from "../vectors/rows-of.ts";
import { tellCentreDistances } from "./centre-distances.ts";
import type { KmeansOptions } from "./cluster-options.ts";
import type { ClusterResult } from "./cluster-result.ts";
import { clusterSizes } from "./cluster-sizes.ts";
import { LloydRounds } from "./lloyd-rounds.ts";

const mostRounds = 300;
/** The centres have come to rest when they move less, in squares, than so
 * much of the rows' mean variance. */
const tolerance = 1e-4;
/** First centres are chosen on so many rows, or so many a cluster. */
const sampleRows = 16_384;
const sampleOfCluster = 32;
/** Above so many clusters there is one choice, and this many draws a centre: of
 * 25,000 points around 300 places, 447 clusters ended 3.8 % nearer than by one
 * draw, and as near as by scikit-learn's eight. */
const clustersForTrials = 128;
const drawsOfMany = 3;
const choices = 5;
const roundsOfChoice = 8;

/**
 * k-means: first centres by k-means++ on a sample, then rounds of assigning
 * each row to its nearest centre and moving the centres, until they rest.
 * @throws {RangeError} more clusters than rows
 */
export async function kmeans(
	crew: NativeCrew,
	source: VectorSource,
	{ k, metric, skipInvalid, seed, cores }: KmeansOptions,
): Promise<ClusterResult> {
	const started = performance.now();
	const centre = centreOf(source);
	const { points, fit } = await packFitted(crew, source, {
		role: "points",
		metric,
		skipInvalid,
		centre,
		isWide: false,
	});
	const { valid, all, rowNumbers } = points;
	if (k > valid.rows) {
		throw new RangeError(
			`Cannot make ${k} clusters of ${valid.rows} rows: expected k to be at most the rows`,
		);
	}
	const first = await firstCentres(crew, valid, k, seed);
	const built = performance.now();
	const rounds = new LloydRounds(crew, valid, first);
	const least = tolerance * meanVariance(valid);
	let moved = Number.POSITIVE_INFINITY;
	while (moved > least && rounds.count < mostRounds) {
		moved = await rounds.take();
	}
	await rounds.assign();
	const labels = toTableRows(rounds.labels, rowNumbers, all.rows, -1);
	const distances = toTableRows(
		rounds.distances,
		rowNumbers,
		all.rows,
		Number.NaN,
	);
	const centres = numbersOf(rounds.centres, fit.unit, centre);
	let inertia = rounds.inertia() * fit.unit ** 2;
	// Of integers beyond float64 the narrowed differences tell more.
	const { whole } = divideCentre(source, centre);
	if (whole === null && source.columns.some(isWideColumn)) {
		inertia = await tellCentreDistances(source, labels, centres, distances);
	} else {
		scaleDistances(distances, fit.unit);
	}
	const ended = performance.now();
	const sizes = clusterSizes(labels, k);
	const [build, search] = [(built - started) / 1000, (ended - built) / 1000];
	return {
		labels,
		distances,
		core: null,
		summary: {
			rows: all.rows,
			filtered: source.filter?.passed ?? null,
			dimension: source.dimension,
			method: "kmeans",
			metric,
			clusters: k,
			noise: askedRows(source) - valid.rows,
			sizes,
			eps: null,
			min_points: null,
			centres,
			inertia,
			iterations: rounds.count,
			cores,
			seconds: { load: 0, build, search, write: 0, total: build + search },
			output: null,
		},
	};
}

/** Some first choices by k-means++ on a sample, each moved for some rounds there;
 * the one that lies nearest to the sample is the best. A single choice ends in a
 * poor place now and then. */
async function firstCentres(
	crew: NativeCrew,
	points: Matrix,
	k: number,
	seed: number,
): Promise<Matrix> {
	const size = Math.max(sampleRows, sampleOfCluster * k);
	const sample = sampleOf(points, size, seed);
	const isLarge = k > clustersForTrials;
	let best: { centres: Matrix; inertia: number } | null = null;
	for (let choice = 0; choice < (isLarge ? 1 : choices); choice++) {
		const centres = await seedCentres(crew, sample, {
			k,
			trials: isLarge ? drawsOfMany : 2 + Math.floor(Math.log(k)),
			seed: seed + choice,
		});
		if (isLarge) return centres;
		const rounds = new LloydRounds(crew, sample, centres);
		for (let round = 0; round < roundsOfChoice; round++) await rounds.take();
		await rounds.assign();
		const inertia = rounds.inertia();
		if (best === null || inertia < best.inertia) best = { centres, inertia };
	}
	return (best as { centres: Matrix }).centres;
}

async function seedCentres(
	crew: NativeCrew,
	sample: Matrix,
	{ k, trials, seed }: { k: number; trials: number; seed: number },
): Promise<Matrix> {
	const { address: values, rows, dimension } = sample;
	const centres = createMatrix(k, dimension);
	const left = new Float32Array(allocate(4 * rows, "distances"));
	await crew.run({
		job: {
			kind: "lloyd-seed",
			values,
			rows,
			dimension,
			trials,
			seed,
			left: addressOf(left),
			centres: centres.address,
		},
		chunking: { units: k, first: 1 },
		cores: 1,
		holds: [sample, left, centres],
		progress: { phase: "build", rows },
	});
	return centres;
}

function sampleOf(matrix: Matrix, size: number, seed: number): Matrix {
	const own = { asked: null, areThePoints: true } as const;
	const all = { matrix, invalid: null, ...own };
	return sampleQueries({ ...all, leaveSelfOut: false }, size, seed).matrix;
}

/** Of a sample: it only says when to stop. */
function meanVariance(points: Matrix): number {
	const sample = sampleOf(points, 1000, 1);
	const { rows, dimension } = sample;
	const values = rowsOf(sample, 0, rows);
	let variance = 0;
	for (let c = 0; c < dimension; c++) {
		let [sum, squares] = [0, 0];
		for (let row = 0; row < rows; row++) {
			const value = values[row * dimension + c] ?? 0;
			sum += value;
			squares += value * value;
		}
		variance += squares / rows - (sum / rows) ** 2;
	}
	return Math.max(0, variance / dimension);
}

/** Rows as numbers, in the data's unit, what was subtracted added again. */
function numbersOf(
	matrix: Matrix,
	unit: number,
	centre: Float64Array | null,
): number[][] {
	const { rows, dimension } = matrix;
	const values = rowsOf(matrix, 0, rows);
	return Array.from({ length: rows }, (_, row) =>
		Array.from(
			{ length: dimension },
			(_, c) => (values[row * dimension + c] ?? 0) * unit + (centre?.[c] ?? 0),
		),
	);
}
