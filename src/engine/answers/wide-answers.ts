import { addressOf } from "../vectors/address.ts";
import { allocate } from "../vectors/allocate.ts";
import { pickRows } from "../vectors/pick-rows.ts";
import { rowsOf } from "../vectors/rows-of.ts";
import type { WidePick, WideSource } from "../vectors/wide-source.ts";
import { createFound, type Found } from "./found.ts";
import { nameRows } from "./name-rows.ts";
import {
	coarseReach,
	narrowingDoubt,
	wantedInDoubt,
} from "./narrowing-doubt.ts";
import { pickAnswers } from "./pick-answers.ts";
import { putAnswers } from "./put-answers.ts";
import type { Question } from "./question.ts";
import type { ResultBlock } from "./result-sink.ts";
import { searchSample } from "./search-sample.ts";

/** Which index answered which queries. */
type Answered = Pick<Question, "backend" | "index" | "queries" | "nprobe">;

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
	readonly #question: Answered;
	readonly #source: WideSource;
	readonly #isExact: boolean;

	/** @param source the rows before they were narrowed
	 * @param isExact the index looks at every point */
	constructor(question: Answered, source: WideSource, isExact: boolean) {
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
		await this.#measureAgain(block, coarse);
		await this.#askAllAgain(block, doubtful);
	}

	/**
	 * The same, but a query of which nothing but a distance is off is asked again
	 * too: who is named is then what float64 names.
	 * @returns rows of the queries told in float64
	 */
	async prove(block: ResultBlock): Promise<Set<number>> {
		if (this.#question.backend.tellWide === undefined) return new Set();
		const places = this.#sort(block).flat();
		await this.#askAllAgain(block, places);
		return new Set(places.map((i) => rowOf(block, i)));
	}

	/** Measures in float64 what was found for those query rows, whoever is named. */
	async measure(block: ResultBlock, rows: ReadonlySet<number>): Promise<void> {
		const places = Array.from({ length: block.count }, (_, i) => i);
		const asked = places.filter((i) => rows.has(rowOf(block, i)));
		await this.#measureAgain(block, asked);
	}

	/** Places in the block: too coarse, and in doubt. Of approximate indexes only
	 * those in doubt count; as a rule no query is so long, and none is measured. */
	#sort(block: ResultBlock): [number[], number[]] {
		const { count, k, distances } = block;
		const reach = coarseReach(this.#isExact);
		const { longest } = this.#source;
		const [coarse, doubtful]: [number[], number[]] = [[], []];
		for (let i = 0; i < count; i++) {
			const nearest = distances[i * k] ?? Number.NaN;
			if (!(nearest < reach * longest)) continue;
			const length = this.#lengthOf(rowOf(block, i));
			const told = distances.subarray(i * k, (i + 1) * k);
			const doubt = narrowingDoubt(told, length, this.#isExact);
			if (doubt === "doubtful") doubtful.push(i);
			else if (doubt === "coarse") coarse.push(i);
		}
		return [coarse, doubtful];
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
		if (places.length === 0) return;
		const seen = pickAnswers(block, places);
		const rows = places.map((i) => rowOf(block, i));
		putAnswers(block, places, (await this.#tell(seen, rows)).told);
	}

	async #askAllAgain(
		block: ResultBlock,
		places: readonly number[],
	): Promise<void> {
		for (let at = 0; at < places.length; at += mostAgain) {
			await this.#askAgain(block, places.slice(at, at + mostAgain));
		}
	}

	async #askAgain(
		block: ResultBlock,
		places: readonly number[],
	): Promise<void> {
		const { index, queries, nprobe } = this.#question;
		const { matrix, leaveSelfOut } = queries;
		const rows = places.map((i) => rowOf(block, i));
		const sample = { rows, matrix: pickRows(matrix, rows), leaveSelfOut };
		const wanted = wantedInDoubt(block.k);
		const seen = await searchSample(index, sample, wanted, nprobe);
		const { told, proven } = await this.#tell(seen, rows, block.k);
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
	async #tell(seen: Found, rows: readonly number[], k = seen.k) {
		const told = createFound(seen.rows, k);
		const proven = new Uint8Array(allocate(seen.rows, "marks"));
		const picked = this.#source.pick(seen.neighbors, rows);
		const pair = picked ?? (await this.#source.pack());
		const queryRows = picked ? rows.map((_, at) => at) : rows;
		const { asked, holds } = askedOf(pair, queryRows, told);
		const candidates = picked?.candidates ?? seen.neighbors;
		await this.#question.backend.tellWide?.measure(
			{
				...asked,
				centre: pair.centre ? addressOf(pair.centre) : 0,
				candidates: addressOf(candidates),
				seen: addressOf(seen.distances),
				found: seen.k,
				proven: addressOf(proven),
			},
			[...holds, candidates, seen, proven],
		);
		if (picked) nameRows(told.neighbors, picked.names);
		return { told, proven };
	}

	async #compare(rows: readonly number[], k: number): Promise<Found> {
		const told = createFound(rows.length, k);
		const pair = await this.#source.pack();
		const { asked, holds } = askedOf(pair, rows, told);
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
}

function askedOf(
	pair: Pick<WidePick, "points" | "queries">,
	queryRows: readonly number[],
	told: Found,
) {
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
	return { asked, holds: [pair, rows, told] };
}

/** The query row of an answer. */
function rowOf({ rows, first }: ResultBlock, place: number): number {
	return rows === null ? first + place : Number(rows[place]);
}
