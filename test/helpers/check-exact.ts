import type { KnnResult } from "../../src/engine/request.ts";
import { leastCentre, type Measured, measure } from "./exact-oracle.ts";
import type { AskedQuestion, ExactQuestion } from "./exact-question.ts";
import { randomFrom } from "./points.ts";

/** Queries that are compared with every point. */
const mostCompared = 40;

/**
 * Holds an answer against float64 brute force, and throws at the first thing
 * that is wrong with it: each query has as many neighbours as there are, each
 * one once, valid, and its own distance given within 1e-5 of its size; no point
 * that is nearer, by more than a kernel can tell, is missing. Equal points come
 * in row order, the lower ones first.
 */
export function checkExact(
	question: ExactQuestion,
	asked: AskedQuestion,
	{ neighbors, distances }: KnnResult,
): void {
	const { k } = question;
	const subject = new Subject(question, asked);
	const random = randomFrom(question.seed + 1);
	const step = Math.max(1, subject.queryCount / mostCompared);
	let compared = random() * step;
	for (let query = 0; query < subject.queryCount; query++) {
		const answer: Answer = {
			query,
			named: [...neighbors.subarray(query * k, (query + 1) * k)].map(Number),
			given: [...distances.subarray(query * k, (query + 1) * k)],
		};
		subject.checkAlone(answer);
		if (query < compared) continue;
		compared += step;
		subject.checkAgainstAll(answer);
	}
	const wanted = subject.queryCount * k;
	if (neighbors.length !== wanted) {
		throw new Error(`${neighbors.length} neighbours, expected ${wanted}`);
	}
}

/** Below, float32's squares have too few digits for 1e-5. */
const leastDistance = 2 ** -66;

interface Answer {
	readonly query: number;
	readonly named: readonly number[];
	readonly given: readonly number[];
}

class Subject {
	readonly #question: ExactQuestion;
	readonly #asked: AskedQuestion;
	readonly #centre: Float64Array | null;
	readonly #isMeasuredExactly: boolean;
	readonly #valid: readonly number[];
	readonly queryCount: number;

	constructor(question: ExactQuestion, asked: AskedQuestion) {
		const { dimension, type, metric } = question;
		this.#question = question;
		this.#asked = asked;
		this.queryCount = asked.queries.length / dimension;
		const isNarrowed = type === "float64" && metric !== "haversine";
		this.#centre = !isNarrowed
			? null
			: metric === "l2"
				? leastCentre(asked.points, dimension)
				: new Float64Array(dimension);
		// A tree of float64 columns tells distances in float64.
		const isTree = metric === "l2" && dimension <= 8;
		this.#isMeasuredExactly =
			!isNarrowed || (isTree && question.index === "exact");
		this.#valid = Array.from({ length: question.rows }, (_, row) => row).filter(
			(row) => !asked.isInvalid(row),
		);
	}

	/** What can be told from an answer itself. */
	checkAlone(answer: Answer): void {
		const { query, named, given } = answer;
		const count = this.#expectedCount(query);
		const { metric } = this.#question;
		for (let j = 0; j < named.length; j++) {
			const row = named[j] ?? Number.NaN;
			const distance = given[j] ?? 0;
			if (j >= count) {
				if (row === -1 && Number.isNaN(distance)) continue;
				throw this.#wrong(answer, j, "expected -1 and NaN from here on");
			}
			if (!this.#isCandidate(query, row)) {
				throw this.#wrong(answer, j, "that row cannot be its neighbour");
			}
			if (named.indexOf(row) !== j) {
				throw this.#wrong(answer, j, "that row is named twice");
			}
			const real = this.#measure(query, row);
			const said = metric === "ip" ? -distance : distance;
			const slack = this.#slack(real);
			if (!(Math.abs(said - real.distance) <= slack)) {
				const distances = `its distance is ${real.distance} +- ${slack}`;
				throw this.#wrong(answer, j, distances);
			}
			const before = given[j - 1] ?? distance;
			if (metric === "ip" ? distance > before : distance < before) {
				throw this.#wrong(answer, j, "nearer than the one before");
			}
			if (this.#comesTooEarly(named, j)) {
				throw this.#wrong(answer, j, "an equal point of a higher row is first");
			}
		}
	}

	/** Whether any point is missing. */
	checkAgainstAll(answer: Answer): void {
		const { query, named } = answer;
		const count = this.#expectedCount(query);
		if (count === 0) return;
		const best = this.#valid
			.filter((row) => this.#isCandidate(query, row))
			.map((row) => ({ row, ...this.#measure(query, row) }))
			.sort((a, b) => a.distance - b.distance || a.row - b.row)
			.slice(0, count);
		let resolution = 0;
		for (const [j, wanted] of best.entries()) {
			const row = named[j] ?? Number.NaN;
			const found = this.#measure(query, row);
			resolution = Math.max(resolution, wanted.resolution);
			const slack = resolution + found.resolution;
			if (!(found.distance <= wanted.distance + slack)) {
				const better = `row ${wanted.row} at ${wanted.distance} is nearer than ${found.distance} by more than ${slack}`;
				throw this.#wrong(answer, j, better);
			}
		}
		this.#checkTiesAtEnd(answer, count);
	}

	/** Of equal points, those of the lower rows are named. */
	#checkTiesAtEnd(answer: Answer, count: number): void {
		const last = answer.named[count - 1] ?? Number.NaN;
		if (!this.#ordersTies() || count < answer.named.length) return;
		const missed = this.#valid.find(
			(row) =>
				row < last &&
				this.#isCandidate(answer.query, row) &&
				this.#areEqual(row, last) &&
				!answer.named.includes(row),
		);
		if (missed === undefined) return;
		throw this.#wrong(answer, count - 1, `row ${missed} is equal, and lower`);
	}

	#comesTooEarly(named: readonly number[], j: number): boolean {
		const before = named[j - 1] ?? -1;
		const row = named[j] ?? Number.NaN;
		return this.#ordersTies() && before > row && this.#areEqual(before, row);
	}

	/** FAISS has a say in what an IVF index finds first. */
	#ordersTies(): boolean {
		return this.#question.index !== "ivf";
	}

	#expectedCount(query: number): number {
		const { k, queries, includeSelf } = this.#question;
		if (this.#asked.isInvalid(query)) return 0;
		const others =
			this.#valid.length - (queries === null && !includeSelf ? 1 : 0);
		return Math.min(k, others);
	}

	#isCandidate(query: number, row: number): boolean {
		const { rows, queries, includeSelf } = this.#question;
		if (!(row >= 0 && row < rows) || this.#asked.isInvalid(row)) return false;
		return queries !== null || includeSelf || row !== query;
	}

	#measure(query: number, row: number): Measured {
		const { metric, dimension } = this.#question;
		const { points, queries } = this.#asked;
		return measure(
			metric,
			rowOf(queries, dimension, query),
			rowOf(points, dimension, row),
			this.#centre,
		);
	}

	#slack({ distance, resolution }: Measured): number {
		const isRelative =
			this.#question.metric === "l2" && this.#isMeasuredExactly;
		const rounded = isRelative ? leastDistance : resolution;
		return 1e-5 * Math.abs(distance) + rounded;
	}

	#areEqual(a: number, b: number): boolean {
		const { dimension } = this.#question;
		const { points } = this.#asked;
		const other = rowOf(points, dimension, b);
		return rowOf(points, dimension, a).every((value, c) => value === other[c]);
	}

	#wrong({ query, named, given }: Answer, place: number, what: string): Error {
		return new Error(
			`Neighbour ${place} of query ${query} is row ${named[place]} at ${given[place]}: ${what}; neighbours ${named.slice(0, 12)}; distances ${given.slice(0, 12)}`,
		);
	}
}

function rowOf(
	matrix: Float64Array,
	dimension: number,
	row: number,
): Float64Array {
	return matrix.subarray(row * dimension, (row + 1) * dimension);
}
