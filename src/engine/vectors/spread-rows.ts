import type {
	NumericChunk,
	VectorSource,
} from "../../arrow/numeric-columns.ts";

/**
 * Rows spread evenly over those of a table that its filter lets pass, in
 * ascending order: about `most`, fewer than twice as many.
 */
export function spreadRows(
	{ rowCount, filter }: Pick<VectorSource, "rowCount" | "filter">,
	most: number,
): number[] {
	const step = Math.max(1, Math.floor((filter?.passed ?? rowCount) / most));
	const rows: number[] = [];
	if (filter === undefined) {
		for (let row = 0; row < rowCount; row += step) rows.push(row);
		return rows;
	}
	let passed = 0;
	for (let row = 0; row < rowCount; row++) {
		if (filter.excluded[row] === 0 && passed++ % step === 0) rows.push(row);
	}
	return rows;
}

/** Each of some ascending rows of a table as its chunk and row in it. */
export function locateRows(
	chunks: readonly NumericChunk[],
	rows: readonly number[],
): [NumericChunk, number][] {
	const places: [NumericChunk, number][] = [];
	let [start, next] = [0, 0];
	for (const chunk of chunks) {
		const end = start + chunk.rowCount;
		for (; (rows[next] ?? end) < end; next++) {
			places.push([chunk, (rows[next] as number) - start]);
		}
		start = end;
	}
	return places;
}
