import type {
	NumericColumn,
	VectorSource,
} from "../../arrow/numeric-columns.ts";
import { cancelledBy, InvalidQueryError } from "../../errors.ts";
import { forEachRow } from "../vectors/for-each-row.ts";
import type { Bounds } from "./bounds.ts";
import { boundsOf } from "./heatmap-bounds.ts";

/** What is drawn on a grid. */
export interface HeatmapRequest {
	/** Two plain columns, and a third whose mean is wanted. */
	readonly source: VectorSource;
	/** Null: chosen so that most rows can be seen. */
	readonly bounds: Bounds | null;
	/** How many cells, once the bounds are known. */
	cellsOf(bounds: Bounds): { readonly columns: number; readonly rows: number };
	readonly skipInvalid: boolean;
	readonly signal?: AbortSignal | undefined;
}

/** Counts by cell, row by row from the lowest y. */
export interface Heatmap {
	readonly bounds: Bounds;
	readonly columns: number;
	readonly rows: number;
	readonly counts: Float64Array;
	/** Mean of the third column; NaN where a cell is empty; null without one. */
	readonly means: Float64Array | null;
	/** Rows of the table, those outside the bounds, and those left out. */
	readonly rowCount: number;
	/** Rows that pass the filter; null without one. */
	readonly filtered: number | null;
	readonly outside: number;
	readonly invalid: number;
}

/**
 * Counts a table's rows by the cells of a grid, and adds up a column. Reads the
 * columns where they lie, twice where no bounds are given.
 * @throws {InvalidQueryError} `invalid_rows`: rows with null, NaN or infinity,
 * unless they are skipped, or no other; `invalid_column`: a list
 * @throws {CancelledError} when the signal is aborted
 */
export async function heatmap(request: HeatmapRequest): Promise<Heatmap> {
	const { source, skipInvalid, signal } = request;
	const { columns } = source;
	checkArePlain(columns);
	const bounds = request.bounds ?? (await boundsOf(source, turn));
	const { columns: width, rows: height } = request.cellsOf(bounds);
	const counts = new Float64Array(width * height);
	const sums = columns.length > 2 ? new Float64Array(width * height) : null;
	const [lowX, highX] = bounds.x;
	const [lowY, highY] = bounds.y;
	const scaleX = width / (highX - lowX);
	const scaleY = height / (highY - lowY);
	let [outside, invalid, firstInvalid] = [0, 0, -1];
	await forEachRow(source, turn, (values, row) => {
		const [x = 0, y = 0, value = 0] = values;
		if (!Number.isFinite(x + y + value)) {
			if (invalid++ === 0) firstInvalid = row;
			return;
		}
		if (x < lowX || x > highX || y < lowY || y > highY) {
			outside += 1;
			return;
		}
		// The highest edge belongs to the last cell.
		const column = Math.min(width - 1, Math.floor((x - lowX) * scaleX));
		const line = Math.min(height - 1, Math.floor((y - lowY) * scaleY));
		const cell = line * width + column;
		counts[cell] = (counts[cell] ?? 0) + 1;
		if (sums !== null) sums[cell] = (sums[cell] ?? 0) + value;
	});
	if (invalid > 0 && !skipInvalid) {
		throw new InvalidQueryError(
			"invalid_rows",
			`Cannot draw ${invalid} of the ${source.rowCount} rows: they hold null, NaN or infinity, the first in row ${firstInvalid}; leave them out with --skip-invalid`,
			{ details: { count: invalid, first: firstInvalid } },
		);
	}
	return {
		bounds,
		columns: width,
		rows: height,
		counts,
		means: sums?.map((sum, cell) => sum / (counts[cell] ?? 0)) ?? null,
		rowCount: source.rowCount,
		filtered: source.filter?.passed ?? null,
		outside,
		invalid,
	};

	function turn(): void {
		if (signal?.aborted) throw cancelledBy(signal, "draw");
	}
}

function checkArePlain(columns: readonly NumericColumn[]): void {
	for (const { name, width } of columns) {
		if (width === 1) continue;
		throw new InvalidQueryError(
			"invalid_column",
			`Cannot draw column ${JSON.stringify(name)}: it is a list of ${width}, expected plain numeric columns`,
			{ details: { column: name } },
		);
	}
}
