import { setImmediate as nextTurn } from "node:timers/promises";
import { viewPlaces } from "../analysis/view-places.ts";
import { nameRows } from "./name-rows.ts";
import type { ResultPlaces } from "./result-sink.ts";

/** Values moved between two looks at the event loop: about 5 ms. */
const stepValues = 1 << 21;

/**
 * Moves answers that lie one after another in the first places to the rows that
 * they are of, and names their neighbours by table rows; other rows get -1 and
 * NaN. From the end, so that none is overwritten before it has moved.
 * @param rowNumbers ascending: table row of each answer, and of each vector
 */
export async function spreadAnswers(
	places: ResultPlaces,
	rowNumbers: BigInt64Array,
	valuesOfStep: number = stepValues,
): Promise<void> {
	const { k } = places;
	const step = Math.max(1, Math.floor(valuesOfStep / k));
	let end = rowNumbers.length;
	for (let last = places.rows; last > 0; last -= step) {
		const first = Math.max(0, last - step);
		let start = end;
		while (start > 0 && Number(rowNumbers[start - 1]) >= first) start--;
		const answers = viewPlaces(places, start, end - start);
		const neighbors = answers.neighbors.slice();
		const distances = answers.distances.slice();
		nameRows(neighbors, rowNumbers);
		const rows = viewPlaces(places, first, last - first);
		rows.neighbors.fill(-1n);
		rows.distances.fill(Number.NaN);
		for (let answer = start; answer < end; answer++) {
			const from = (answer - start) * k;
			const to = (Number(rowNumbers[answer]) - first) * k;
			rows.neighbors.set(neighbors.subarray(from, from + k), to);
			rows.distances.set(distances.subarray(from, from + k), to);
		}
		end = start;
		await nextTurn();
	}
}
