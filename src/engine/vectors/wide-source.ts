import type { Backend } from "../backends/backend.ts";
import { divideCentre } from "./divide-centre.ts";
import {
	type FittedSources,
	packBoth,
	type SharedOptions,
	type Sources,
} from "./fit-sources.ts";
import { isWideColumn } from "./is-wide-column.ts";
import type { Matrix } from "./matrix.ts";
import type { PackedRows } from "./pack-rows.ts";
import { isQuickerPicked, pickWide } from "./pick-wide.ts";

/** What rows were before they were narrowed, in float64. */
export interface WideSource {
	/** No query is longer, as packed. */
	readonly longest: number;
	/** Packs all rows, when it is called first. */
	pack(): Promise<WidePair>;
	/**
	 * Packs no more than some queries and those that were found for them.
	 * @param neighbors table rows; -1: none
	 * @param queries table rows
	 * @returns null: it is quicker to pack all, or that is done
	 */
	pick(neighbors: BigInt64Array, queries: readonly number[]): WidePick | null;
}

/** Float64 rows, scaled as the narrow ones. */
interface WideMatrices {
	readonly points: Matrix;
	readonly queries: Matrix;
	/** Less which they were narrowed [dimension]; null: nothing. */
	readonly centre: Float64Array | null;
}

/** All rows of the tables. */
export interface WidePair extends WideMatrices {
	/** Not 0 for a row that is no point. */
	readonly invalid: Uint8Array;
}

/** Rows that were picked: the queries in the order that was given. */
export interface WidePick extends WideMatrices {
	/** Table row of each point, ascending. */
	readonly names: BigInt64Array;
	/** The neighbours by their place among the points; -1: none. */
	readonly candidates: BigInt64Array;
}

/** What narrowed rows were, where they were others: for distances, which it may
 * change. Products and directions stay what float32 makes of them. */
export function wideSource(
	backend: Backend,
	sources: Sources,
	shared: SharedOptions,
	{ fit: scales, ...narrow }: FittedSources,
): WideSource | null {
	if (shared.metric !== "l2" || shared.isWide) return null;
	const isRounded =
		narrow.points === null
			? sources.points.columns.some(isWideColumn)
			: roundingOf(narrow.points) > 0;
	const asked = narrow.queries ?? narrow.points;
	if (!isRounded && (asked === null || roundingOf(asked) === 0)) return null;
	const [, most = 0] = asked?.magnitudes ?? [0, Infinity];
	const longest = most * Math.sqrt(sources.points.dimension);
	const { whole, rest } = divideCentre(sources.points, shared.centre);
	const centre = rest?.map((value) => value * scales.points) ?? null;
	let packing: Promise<WidePair> | undefined;
	let pickedBefore = 0;
	return {
		longest,
		pack: () => {
			packing ??= packPair();
			return packing;
		},
		pick(neighbors, rows) {
			if (packing !== undefined) return null;
			const asked = sources.queries ?? sources.points;
			const scale = sources.queries ? scales.queries : scales.points;
			const names = namesOf(neighbors, (count) =>
				isQuickerPicked(sources.points, rows.length + count, pickedBefore),
			);
			if (names === null) return null;
			pickedBefore += rows.length + names.length;
			const numbers = Array.from(names, Number);
			const places = new Map(numbers.map((row, at) => [row, BigInt(at)]));
			return {
				points: pickWide(sources.points, numbers, whole, scales.points),
				queries: pickWide(asked, rows, whole, scale),
				centre,
				names,
				candidates: neighbors.map((row) => places.get(Number(row)) ?? -1n),
			};
		},
	};

	async function packPair(): Promise<WidePair> {
		const read = { ...sources, isRead: true };
		const range = "float64" as const;
		const wide = { ...shared, isWide: true, range, centre: whole };
		const packed = await packBoth(backend, read, wide, scales);
		const { all: points, invalid: own } = packed.points as PackedRows;
		const invalid = narrow.points?.invalid ?? own;
		const queries = packed.queries?.all ?? points;
		return { points, queries, centre, invalid };
	}
}

function roundingOf({ magnitudes }: PackedRows): number {
	return magnitudes[2] ?? 0;
}

/** The rows that are named, ascending; null: more than may be. */
function namesOf(
	neighbors: BigInt64Array,
	mayBe: (count: number) => boolean,
): BigInt64Array | null {
	const names = new Set<bigint>();
	for (const row of neighbors) {
		if (row < 0n) continue;
		names.add(row);
		if (!mayBe(names.size)) return null;
	}
	return BigInt64Array.from(names).sort();
}
