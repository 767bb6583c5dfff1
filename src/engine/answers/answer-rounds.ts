import type { BuiltIndex, IndexUnits } from "../backends/backend.ts";
import type { AnswerBlock } from "./answer-block.ts";
import { nameRows } from "./name-rows.ts";
import type { AskedRows } from "./query-set.ts";
import type { Question } from "./question.ts";
import type { BlockSink } from "./result-sink.ts";

/** The answers of some queries, found at one go. */
export interface Round {
	/** Of queries. */
	readonly count: number;
	/** Rows `first`, `first` + 1, ...; or as the block's `queries` say. */
	readonly order: "by-row" | "as-told";
	readonly first: number;
	/** Fills the first `count` answers of a block. */
	readonly answer: (block: AnswerBlock) => Promise<void>;
}

/** A search cut into rounds of at most `mostRows` queries. */
export interface Rounds {
	readonly mostRows: number;
	readonly rounds: Iterable<Round>;
}

/** Queries of a round: some 15 ms of two cores in few dimensions, so that
 * handing over (50 us) does not count. */
const roundRows = 131_072;
const roundBytes = 32 * 1024 * 1024;
const bytesPerNeighbor = 12;

/** Cuts a search into rounds, the same for any number of cores. `stop` ends
 * those under way. */
export function answerRounds(
	question: Question,
	{ blockRows = roundRows }: BlockSink,
	stop: AbortSignal,
): Rounds {
	const { index, queries, options } = question;
	const affordable = Math.floor(roundBytes / (bytesPerNeighbor * options.k));
	const wanted = Math.max(1, Math.min(blockRows, affordable));
	const { areThePoints, asked } = queries;
	if (areThePoints && index.units !== undefined) {
		return roundsOfUnits(question, index.units, wanted, stop);
	}
	return asked !== null && index.canNumber
		? roundsOfAsked(question, asked, wanted, stop)
		: roundsOfRows(question, index, wanted, stop);
}

/** Rows in their order, in whole calls: see queryBlocks. */
function roundsOfRows(
	{ queries, options, nprobe }: Question,
	index: BuiltIndex,
	wanted: number,
	stop: AbortSignal,
): Rounds {
	const { matrix, leaveSelfOut } = queries;
	const call = index.rowsOfCall(matrix, nprobe);
	const mostRows = Math.max(1, Math.floor(wanted / call)) * call;
	return { mostRows: Math.min(mostRows, matrix.rows), rounds: rounds() };

	function* rounds(): Generator<Round> {
		for (let first = 0; first < matrix.rows; first += mostRows) {
			const count = Math.min(mostRows, matrix.rows - first);
			const range = { first, count };
			const how = { k: options.k, leaveSelfOut, nprobe, before: first, stop };
			yield {
				...range,
				order: "by-row",
				answer: ({ places }) => index.answer(matrix, range, how, places),
			};
		}
	}
}

/** Those that are asked in their order, then the others, which have no answer. */
function roundsOfAsked(
	{ index, queries, options, nprobe }: Question,
	{ matrix, rowNumbers }: AskedRows,
	wanted: number,
	stop: AbortSignal,
): Rounds {
	const { k } = options;
	const { invalid, leaveSelfOut } = queries;
	const call = index.rowsOfCall(matrix, nprobe);
	const whole = Math.max(1, Math.floor(wanted / call)) * call;
	const mostRows = Math.min(whole, matrix.rows);
	return { mostRows, rounds: rounds() };

	function* rounds(): Generator<Round> {
		for (let first = 0; first < matrix.rows; first += mostRows) {
			const count = Math.min(mostRows, matrix.rows - first);
			const how = { k, leaveSelfOut, nprobe, before: first, stop };
			yield {
				count,
				order: "as-told",
				first: 0,
				async answer({ places, queries: rows, neighbors }) {
					const range = { first, count };
					const byNumber = { ...how, byNumber: true };
					await index.answer(matrix, range, byNumber, places);
					nameRows(neighbors.subarray(0, count * k), rowNumbers);
					rows.set(rowNumbers.subarray(first, first + count));
				},
			};
		}
		if (invalid !== null) yield* roundsOfInvalid(invalid, mostRows);
	}
}

/** Unit by unit, then the rows that are in none, which have no answer. */
function roundsOfUnits(
	{ queries, nprobe, options }: Question,
	units: IndexUnits,
	wanted: number,
	stop: AbortSignal,
): Rounds {
	const { k, includeSelf } = options;
	const ends = unitEnds(units, wanted);
	const starts = [0, ...ends].map((unit) => units.startOf(unit));
	const sizes = ends.map((_, i) => (starts[i + 1] ?? 0) - (starts[i] ?? 0));
	const mostRows = Math.max(0, ...sizes);
	return { mostRows, rounds: rounds() };

	function* rounds(): Generator<Round> {
		for (const [i, end] of ends.entries()) {
			const first = ends[i - 1] ?? 0;
			const range = { first, count: end - first };
			const before = starts[i] ?? 0;
			const how = { k, includeSelf, nprobe, before, stop };
			yield {
				count: sizes[i] ?? 0,
				order: "as-told",
				first: 0,
				answer: (block) =>
					units.answer(range, how, block.places, block.queriesAddress),
			};
		}
		if (queries.invalid !== null) {
			yield* roundsOfInvalid(queries.invalid, mostRows);
		}
	}
}

/** Where each round of at most `wanted` vectors ends, in units. */
function unitEnds(units: IndexUnits, wanted: number): number[] {
	const ends: number[] = [];
	for (let first = 0; first < units.count; ) {
		const most = units.startOf(first) + wanted;
		let low = first + 1;
		let high = units.count;
		while (low < high) {
			const middle = Math.ceil((low + high) / 2);
			if (units.startOf(middle) <= most) low = middle;
			else high = middle - 1;
		}
		ends.push(low);
		first = low;
	}
	return ends;
}

function* roundsOfInvalid(
	invalid: Uint8Array,
	mostRows: number,
): Generator<Round> {
	for (let from = 0; from < invalid.length; ) {
		const rows: bigint[] = [];
		for (; from < invalid.length && rows.length < mostRows; from++) {
			if (invalid[from] !== 0) rows.push(BigInt(from));
		}
		const count = rows.length;
		if (count === 0) return;
		yield {
			count,
			order: "as-told",
			first: 0,
			async answer({ queries, neighbors, distances, k }) {
				queries.set(rows);
				neighbors.fill(-1n, 0, count * k);
				distances.fill(Number.NaN, 0, count * k);
			},
		};
	}
}
