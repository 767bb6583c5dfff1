import { setImmediate as nextTurn } from "node:timers/promises";
import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { gatherRows } from "../vectors/gather-rows.ts";
import { packBatches } from "../vectors/pack-batches.ts";

/** Values looked at between two looks at the event loop: some 5 ms. */
const stepValues = 1 << 20;

/**
 * Writes the distance of each row from its centre as the columns' values tell it,
 * in float64: narrowed rows of a cluster far from the others lose most of it.
 * @param labels [table rows] which centre; -1: none, and its distance stays
 * @param centres [k][dimension] in the columns' unit
 * @param distances [table rows] out
 * @returns the sum of their squares
 */
export async function tellCentreDistances(
	source: VectorSource,
	labels: Int32Array,
	centres: readonly (readonly number[])[],
	distances: Float32Array,
): Promise<number> {
	const { dimension, rowCount } = source;
	const table = { batches: packBatches(source, null), dimension };
	const all = Float64Array.from(centres.flat());
	const step = Math.max(1, Math.floor(stepValues / dimension));
	let inertia = 0;
	for (let start = 0; start < rowCount; start += step) {
		if (start > 0) await nextTurn();
		const count = Math.min(step, rowCount - start);
		gatherRows(table, start, count, ({ first, rows }, values) => {
			for (let row = 0; row < rows; row++) {
				const label = labels[first + row] ?? -1;
				if (label < 0) continue;
				let sum = 0;
				for (let c = 0; c < dimension; c++) {
					const value = values[row * dimension + c] as number;
					sum += (value - (all[label * dimension + c] as number)) ** 2;
				}
				distances[first + row] = Math.sqrt(sum);
				inertia += sum;
			}
		});
	}
	return inertia;
}
