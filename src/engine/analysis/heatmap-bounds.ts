import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { InvalidQueryError } from "../../errors.ts";
import { askedRows } from "../vectors/asked-rows.ts";
import { forEachRow } from "../vectors/for-each-row.ts";
import type { Bounds } from "./bounds.ts";

/** Values that are kept to tell where most lie. */
const sampleSize = 8192;
/** So much at either end of a sample may lie outside. */
const tail = 0.001;
/** What lies within the tails is shown alone where it is less than this of the
 * whole: else a few rows far out would leave all others in one cell. */
const leastPart = 0.25;
/** Of what is shown, on either side. */
const margin = 0.02;

/**
 * Bounds that show most rows: those of all rows, unless a few lie so far out
 * that the others could not be told apart.
 * @throws {InvalidQueryError} `invalid_rows`: no row has finite values
 */
export async function boundsOf(
	source: VectorSource,
	turn: () => void,
): Promise<Bounds> {
	const { rowCount } = source;
	const step = Math.max(1, Math.floor(askedRows(source) / sampleSize));
	let asked = 0;
	const [x, y] = [new Axis(), new Axis()];
	await forEachRow(source, turn, (values) => {
		const [a = 0, b = 0, value = 0] = values;
		if (!Number.isFinite(a + b + value)) return;
		const isSampled = asked++ % step === 0;
		x.add(a, isSampled);
		y.add(b, isSampled);
	});
	if (x.isEmpty) {
		throw new InvalidQueryError(
			"invalid_rows",
			`Cannot draw a table of ${rowCount} rows: expected at least 1 row without null, NaN or infinity`,
			{ details: { rows: rowCount } },
		);
	}
	return { x: x.bounds(), y: y.bounds() };
}

class Axis {
	#low = Number.POSITIVE_INFINITY;
	#high = Number.NEGATIVE_INFINITY;
	readonly #sample: number[] = [];

	get isEmpty(): boolean {
		return this.#low > this.#high;
	}

	add(value: number, isSampled: boolean): void {
		if (value < this.#low) this.#low = value;
		if (value > this.#high) this.#high = value;
		if (isSampled) this.#sample.push(value);
	}

	bounds(): [number, number] {
		const [low, high] = [this.#low, this.#high];
		if (low === high) {
			const half = low === 0 ? 0.5 : Math.abs(low) / 1000;
			return [low - half, high + half];
		}
		const sample = Float64Array.from(this.#sample).sort();
		const at = (q: number) =>
			sample[Math.round(q * (sample.length - 1))] ?? low;
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
}
