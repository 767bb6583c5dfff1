import fc from "fast-check";
import type { VectorSource } from "../../src/arrow/numeric-columns.ts";
import type { Metric } from "../../src/engine/options.ts";
import type { KnnRequest } from "../../src/engine/request.ts";
import { hardData, makeHardData } from "./hard-data.ts";
import { makePlaces, placeSets } from "./places.ts";
import { randomFrom } from "./points.ts";
import { vectorSource } from "./vector-source.ts";

/** A search that must be exact, in so few numbers that it shrinks well. */
export interface ExactQuestion {
	readonly index: "exact" | "flat" | "ivf";
	readonly metric: Metric;
	readonly data: string;
	readonly dimension: number;
	readonly rows: number;
	/** Null: the points themselves. */
	readonly queries: number | null;
	/** Whether separate queries are points, or drawn anew. */
	readonly areQueriesPoints: boolean;
	readonly k: number;
	readonly includeSelf: boolean;
	/** One row in so many cannot be searched; 0: all can. */
	readonly invalidEvery: number;
	readonly type: "float32" | "float64";
	readonly isList: boolean;
	readonly batchRows: number;
	readonly offset: number;
	readonly nlist: number;
	readonly cores: number;
	readonly seed: number;
}

/** What is asked, as matrices and as a request. */
export interface AskedQuestion {
	readonly points: Float64Array;
	readonly queries: Float64Array;
	readonly isInvalid: (row: number) => boolean;
	readonly request: KnnRequest;
}

const rows = fc.oneof(
	{ weight: 3, arbitrary: fc.integer({ min: 0, max: 70 }) },
	{ weight: 4, arbitrary: fc.integer({ min: 0, max: 700 }) },
	{ weight: 1, arbitrary: fc.integer({ min: 0, max: 5000 }) },
);

/** Lists are kept in groups of eight, in registers up to 32. */
const k = fc.oneof(
	fc.constantFrom(1, 7, 8, 9, 10, 15, 16, 17, 20, 24, 25, 32, 33, 64),
	fc.integer({ min: 1, max: 64 }),
);

/** Every kind of exact search, on every kind of data. */
export const exactQuestion = fc
	.record({
		index: fc.constantFrom<ExactQuestion["index"]>("exact", "flat", "ivf"),
		metric: fc.constantFrom<Metric>("l2", "l2", "ip", "cosine", "haversine"),
		data: fc.constantFrom(...Object.keys(hardData)),
		places: fc.constantFrom(...Object.keys(placeSets)),
		dimension: fc.oneof(
			{ weight: 4, arbitrary: fc.integer({ min: 1, max: 4 }) },
			{ weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }) },
			// Sums of more terms are taken in parts.
			{ weight: 1, arbitrary: fc.integer({ min: 41, max: 150 }) },
		),
		rows,
		queries: fc.option(
			fc.oneof(
				fc.integer({ min: 0, max: 60 }),
				fc.integer({ min: 0, max: 1200 }),
			),
		),
		areQueriesPoints: fc.boolean(),
		k,
		includeSelf: fc.boolean(),
		invalidEvery: fc.constantFrom(0, 0, 2, 9),
		type: fc.constantFrom<ExactQuestion["type"]>(
			"float32",
			"float32",
			"float64",
		),
		isList: fc.boolean(),
		batchRows: fc.integer({ min: 1, max: 6000 }),
		offset: fc.integer({ min: 0, max: 9 }),
		nlist: fc.integer({ min: 1, max: 60 }),
		cores: fc.constantFrom(1, 2, 6),
		seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
	})
	.map(
		({ places, ...question }): ExactQuestion =>
			question.metric === "haversine"
				? { ...question, index: "exact", data: places, dimension: 2 }
				: question,
	);

/** Makes the matrices of a question, and the request that asks it. */
export function askQuestion(question: ExactQuestion): AskedQuestion {
	const { metric, dimension, k, includeSelf, cores, invalidEvery } = question;
	const random = randomFrom(question.seed);
	const points = makeMatrix(question, question.rows, random);
	const isInvalid = (row: number) =>
		invalidEvery > 0 && row % invalidEvery === 1;
	const valid = question.rows - countInvalid(question.rows, isInvalid);
	const nlist = Math.min(question.nlist, valid);
	const queries =
		question.queries === null
			? points
			: question.areQueriesPoints
				? points.slice(0, question.queries * dimension)
				: makeMatrix(question, question.queries, random);
	const shared = { k, metric, includeSelf, cores, skipInvalid: true };
	return {
		points,
		queries,
		isInvalid,
		request: {
			...shared,
			points: sourceOf(question, points, isInvalid),
			queries:
				question.queries === null
					? undefined
					: sourceOf(question, queries, isInvalid),
			// No lists over no rows; all of them visited otherwise.
			...(question.index !== "ivf"
				? { index: question.index }
				: nlist === 0
					? { index: "flat" }
					: { index: "ivf", nlist, nprobe: nlist }),
		},
	};
}

function countInvalid(
	rowCount: number,
	isInvalid: (row: number) => boolean,
): number {
	return Array.from({ length: rowCount }, (_, row) => row).filter(isInvalid)
		.length;
}

function makeMatrix(
	{ metric, data, dimension, type }: ExactQuestion,
	rowCount: number,
	random: () => number,
): Float64Array {
	const matrix =
		metric === "haversine"
			? Float64Array.from(makePlaces(data, rowCount, random).flat())
			: makeHardData(data, rowCount, dimension, random);
	return type === "float32" ? matrix.map(Math.fround) : matrix;
}

/** Invalid rows have a null, a NaN or an infinity in one of their values. */
function sourceOf(
	{ dimension, type, isList, batchRows, offset }: ExactQuestion,
	matrix: Float64Array,
	isInvalid: (row: number) => boolean,
): VectorSource {
	const rowCount = matrix.length / dimension;
	const table = Array.from({ length: rowCount }, (_, row) => {
		const values: (number | null)[] = [
			...matrix.subarray(row * dimension, (row + 1) * dimension),
		];
		if (isInvalid(row)) {
			const wrong = [null, Number.NaN, -Infinity][row % 3] ?? null;
			values[row % dimension] = wrong;
		}
		return values;
	});
	return vectorSource(table, dimension, { type, isList, batchRows, offset });
}
