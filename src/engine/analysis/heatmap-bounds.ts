import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { InvalidQueryError } from "../../errors.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { addressOf } from "../vectors/address.ts";
import { askedRows } from "../vectors/asked-rows.ts";
import { gatherRows } from "../vectors/gather-rows.ts";
import type { Bounds } from "./bounds.ts";
import { rowBlocks } from "./row-blocks.ts";

/** Rows that are looked at to tell where most lie. */
const sampleSize = 8192;
/** So much at either end of a sample may lie outside. */
const tail = 0.001;
/** What lies within the tails is shown alone where it is less than this of the
 * whole: else a few rows far out would leave all others in one cell. */
const leastPart = 0.25;
/** Of what is shown, on either side. */
const margin = 0.02;

type Range = readonly [low: number, high: number];

/**
 * Bounds that show most rows: those of all rows, unless a few lie so far out
 * that the others could not be told apart.
 * @throws {InvalidQueryError} `invalid_rows`: no row has finite values
 */
export async function boundsOf(
	crew: NativeCrew,
	source: VectorSource,
): Promise<Bounds> {
	const { rowCount } = source;
	// The Workers begin, and this thread looks at a sample meanwhile.
	const extent = extentOf(crew, source);
	const samples = sampleOf(source);
	const [x, y] = await extent;
	if (x[0] > x[1]) {
		throw new InvalidQueryError(
			"invalid_rows",
			`Cannot draw a table of ${rowCount} rows: expected at least 1 row without null, NaN or infinity`,
			{ details: { rows: rowCount } },
		);
	}
	return { x: shownRange(x, samples.x), y: shownRange(y, samples.y) };
}

/** The lowest and the highest of both columns; infinite without rows. */
async function extentOf(
	crew: NativeCrew,
	source: VectorSource,
): Promise<[x: Range, y: Range]> {
	const { job, blocks, holds } = rowBlocks(source, source.rowCount);
	const none = [Infinity, -Infinity, Infinity, -Infinity];
	const bounds = new Float64Array(new ArrayBuffer(8 * 4 * blocks));
	for (let block = 0; block < blocks; block++) bounds.set(none, 4 * block);
	await crew.run({
		job: { ...job, kind: "widen-bounds", bounds: addressOf(bounds) },
		chunking: { units: blocks, first: 1 },
		isShort: true,
		holds: [...holds, bounds],
		progress: { phase: "build", rows: source.rowCount },
	});
	const of = (edge: number) => bounds.filter((_, i) => i % 4 === edge);
	return [
		[lowest(of(0)), -lowest(of(1).map((high) => -high))],
		[lowest(of(2)), -lowest(of(3).map((high) => -high))],
	];
}

function lowest(values: Float64Array): number {
	return values.reduce((a, b) => Math.min(a, b), Infinity);
}

/** Both columns of every so many of the rows that pass the filter. */
function sampleOf(source: VectorSource): { x: number[]; y: number[] } {
	const { filter, rowCount } = source;
	const step = Math.max(1, Math.floor(askedRows(source) / sampleSize));
	const { job } = rowBlocks(source, 1);
	const [x, y]: [number[], number[]] = [[], []];
	let passed = 0;
	for (let row = 0; row < rowCount; row += filter === undefined ? step : 1) {
		if (filter !== undefined) {
			if (filter.excluded[row] !== 0 || passed++ % step !== 0) continue;
		}
		gatherRows(job, row, 1, (_, values) => {
			const [a, b] = [values[0] as number, values[1] as number];
			const value = job.dimension > 2 ? (values[2] as number) : 0;
			if (![a, b, value].every(Number.isFinite)) return;
			x.push(a);
			y.push(b);
		});
	}
	return { x, y };
}

/** What is shown of a column: of what lies at the ends of float64, reckoned
 * with smaller numbers, since its extent may be infinite. */
function shownRange(
	[low, high]: Range,
	values: readonly number[],
): [low: number, high: number] {
	const unit = high - low < 2 ** 1000 ? 1 : 2 ** 32;
	const shown = rangeOf(
		[low / unit, high / unit],
		values.map((value) => value / unit),
	);
	const most = Number.MAX_VALUE;
	return [Math.max(-most, shown[0] * unit), Math.min(most, shown[1] * unit)];
}

function rangeOf([low, high]: Range, values: readonly number[]): Range {
	if (low === high) {
		const part = Math.abs(low) / 1000;
		const half = low === 0 ? 0.5 : Math.max(part, Number.MIN_VALUE);
		return [low - half, high + half];
	}
	const sample = Float64Array.from(values).sort();
	const at = (q: number) => sample[Math.round(q * (sample.length - 1))] ?? low;
	const [from, to] = [at(tail), at(1 - tail)];
	if (to - from <= 0 || to - from >= leastPart * (high - low)) {
		const more = margin * (high - low);
		return [low - more, high + more];
	}
	// What the tails leave out and still lies near is shown, too.
	const span = to - from;
	const near = sample.filter(
		(value) => value >= from - span / 2 && value <= to + span / 2,
	);
	const more = 2 * margin * span;
	return [(near[0] ?? from) - more, (near.at(-1) ?? to) + more];
}
