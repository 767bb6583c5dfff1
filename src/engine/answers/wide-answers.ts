import { addressOf } from "../vectors/address.ts";
import { allocate } from "../vectors/allocate.ts";
import type { WidePair, WideSource } from "../vectors/pack-sources.ts";
import { pickRows } from "../vectors/pick-rows.ts";
import { rowsOf } from "../vectors/rows-of.ts";
import { createFound, type Found } from "./found.ts";
import type { Question } from "./question.ts";
import type { ResultBlock } from "./result-sink.ts";
import { searchSample } from "./search-sample.ts";

/** What narrowing moves a distance by at most, of the query's length: both of
 * its ends. The farther one is longer, but not for its distance. */
const narrowing = 2 * 2 ** -24;
/** A distance is told within 1e-5 when it is so many of these. */
const tellingRoundings = 1e5;
/** Who the neighbours are is in doubt when the last is nearer than so many. */
const leastRoundings = 256;
/** Neighbours that are looked for beyond those asked for: at least, and as a
 * part of them. */
const spare = { least: 16, part: 1 / 4 };
/** Queries that are asked again at once. */
const mostAgain = 4096;

/**
 * Tells in float64 what an index of narrowed rows tells too coarsely. Where a
 * query's distances may be off by more than 1e-5, its neighbours are measured
 * again (only of exact indexes); where there may be others, more are looked for
 * and measured, and, of an exact index, if that proves nothing, it is compared
 * with every point.
 */
export class WideAnswers {
	/** Queries told in float64, and those that could not be. */
	#told = 0;
	#untold = 0;
	readonly #question: Question;
	readonly #source: WideSource;
	readonly #isExact: boolean;
	#pair: Promise<WidePair> | undefined;

	/** @param source the rows before they were narrowed
	 * @param isExact the index looks at every point */
	constructor(question: Question, source: WideSource, isExact: boolean) {
		this.#question = question;
		this.#source = source;
		this.#isExact = isExact;
	}

	/** What is to be said of it behind a plan's reason; nothing as a rule. */
	get word(): string {
		const [told, untold] = [this.#told, this.#untold];
		const inWide =
			told === 0
				? ""
				: `; in float64 for ${told} queries whose neighbours float32 cannot tell apart`;
		const lost =
			untold === 0
				? ""
				: `; float32 cannot tell apart the neighbours of ${untold} queries, which an exact index of engine native can`;
		return inWide + lost;
	}

	/** Changes what float32 told too coarsely; distances are as packed. */
	async refine(block: ResultBlock): Promise<void> {
		const [coarse, doubtful] = this.#sort(block);
		if (this.#question.backend.tellWide === undefined) {
			this.#untold += doubtful.length;
			return;
		}
		if (coarse.length > 0) await this.#measureAgain(block, coarse);
		for (let at = 0; at < doubtful.length; at += mostAgain) {
			await this.#askAgain(block, doubtful.slice(at, at + mostAgain));
		}
	}

	/** Places in the block: too coarse, and in doubt. Of approximate indexes only
	 * those in doubt count; as a rule no query is so long, and none is measured. */
	#sort(block: ResultBlock): [number[], number[]] {
		const { count, k, distances } = block;
		const doubt = leastRoundings * narrowing;
		const reach = this.#isExact ? tellingRoundings * narrowing : doubt;
		const { longest } = this.#source;
		const [coarse, doubtful]: [number[], number[]] = [[], []];
		for (let i = 0; i < count; i++) {
			const nearest = distances[i * k] ?? Number.NaN;
			if (!(nearest < reach * longest)) continue;
			const length = this.#lengthOf(rowOf(block, i));
			let last = (i + 1) * k - 1;
			while (Number.isNaN(distances[last])) last -= 1;
			const farthest = distances[last] ?? Number.NaN;
			if (farthest < doubt * length) doubtful.push(i);
			else if (nearest < reach * length) coarse.push(i);
		}
		return [this.#isExact ? coarse : [], doubtful];
	}

	#lengthOf(row: number): number {
		const values = rowsOf(this.#question.queries.matrix, row, 1);
		let sum = 0;
		for (let c = 0; c < values.length; c++) sum += (values[c] ?? 0) ** 2;
		return Math.sqrt(sum);
	}

	async #measureAgain(
		block: ResultBlock,
		places: readonly number[],
	): Promise<void> {
		const seen = pickAnswers(block, places);
		const rows = places.map((i) => rowOf(block, i));
		putAnswers(block, places, (await this.#measure(seen, rows)).told);
	}

	async #askAgain(
		block: ResultBlock,
		places: readonly number[],
	): Promise<void> {
		const { index, queries, nprobe } = this.#question;
		const { matrix, leaveSelfOut } = queries;
		const rows = places.map((i) => rowOf(block, i));
		const sample = { rows, matrix: pickRows(matrix, rows), leaveSelfOut };
		const { least, part } = spare;
		const wanted = block.k + Math.max(least, Math.ceil(part * block.k));
		const seen = await searchSample(index, sample, wanted, nprobe);
		const { told, proven } = await this.#measure(seen, rows, block.k);
		putAnswers(block, places, told);
		const left = places.filter((_, at) => proven[at] === 0);
		const isLost = !this.#isExact;
		this.#untold += isLost ? left.length : 0;
		this.#told += places.length - (isLost ? left.length : 0);
		if (isLost || left.length === 0) return;
		const compared = await this.#compare(
			left.map((i) => rowOf(block, i)),
			block.k,
		);
		putAnswers(block, left, compared);
	}

	/** The nearest of what was seen, as many as are asked for. */
	async #measure(seen: Found, rows: readonly number[], k = seen.k) {
		const told = createFound(seen.rows, k);
		const proven = new Uint8Array(allocate(seen.rows, "marks"));
		const { asked, pair, holds } = await this.#asked(rows, told);
		await this.#question.backend.tellWide?.measure(
			{
				...asked,
				centre: pair.centre ? addressOf(pair.centre) : 0,
				candidates: addressOf(seen.neighbors),
				seen: addressOf(seen.distances),
				found: seen.k,
				proven: addressOf(proven),
			},
			[...holds, seen, proven],
		);
		return { told, proven };
	}

	async #compare(rows: readonly number[], k: number): Promise<Found> {
		const told = createFound(rows.length, k);
		const { asked, holds, pair } = await this.#asked(rows, told);
		await this.#question.backend.tellWide?.search(
			{
				...asked,
				invalid: addressOf(pair.invalid),
				pointRows: pair.points.rows,
				includeSelf: !this.#question.queries.leaveSelfOut,
			},
			holds,
		);
		return told;
	}

	async #asked(queryRows: readonly number[], told: Found) {
		this.#pair ??= this.#source.pack();
		const pair = await this.#pair;
		const rows = BigInt64Array.from(queryRows, BigInt);
		const { points, queries } = pair;
		const asked = {
			points: points.address,
			queries: queries.address,
			dimension: points.dimension,
			rows: addressOf(rows),
			count: queryRows.length,
			k: told.k,
			distances: addressOf(told.distances),
			neighbors: addressOf(told.neighbors),
		};
		return { asked, pair, holds: [pair, rows, told] };
	}
}

/** The query row of an answer. */
function rowOf({ rows, first }: ResultBlock, place: number): number {
	return rows === null ? first + place : Number(rows[place]);
}

function pickAnswers(
	{ k, neighbors, distances }: ResultBlock,
	places: readonly number[],
): Found {
	const picked = createFound(places.length, k);
	for (const [to, i] of places.entries()) {
		const end = (i + 1) * k;
		picked.neighbors.set(neighbors.subarray(i * k, end), to * k);
		picked.distances.set(distances.subarray(i * k, end), to * k);
	}
	return picked;
}

function putAnswers(
	{ k, neighbors, distances }: ResultBlock,
	places: readonly number[],
	told: Found,
): void {
	for (const [from, i] of places.entries()) {
		const end = (from + 1) * k;
		neighbors.set(told.neighbors.subarray(from * k, end), i * k);
		distances.set(told.distances.subarray(from * k, end), i * k);
	}
}
