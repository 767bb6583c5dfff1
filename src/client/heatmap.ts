import { filteredVectors } from "../arrow/filtered-vectors.ts";
import { vectorsFromBytes } from "../arrow/vectors-from-bytes.ts";
import { checkWhere } from "../arrow/where/check-where.ts";
import type { Bounds } from "../engine/analysis/bounds.ts";
import type { HeatmapSummary } from "../engine/analysis/heatmap-summary.ts";
import type { KnnOptions } from "../engine/options.ts";
import type { RowChoice } from "./analysis-options.ts";
import { throwIfCancelled } from "./cancellation.ts";
import type { Channel } from "./channel.ts";
import { checkColumns } from "./check-columns.ts";
import { checkHeatmapGrid } from "./check-heatmap-grid.ts";
import { openTableSource, type ShelvedTable } from "./open-table-source.ts";

/** What is counted on a grid; options of `arrowshelf heatmap` under the same
 * names. */
export interface HeatmapOptions
	extends RowChoice,
		Pick<KnnOptions, "cores" | "skipInvalid"> {
	/** A column whose mean in each cell is wanted as well. */
	readonly value?: string | undefined;
	/** Edges included. Default: those of all rows, or of most where a few lie so
	 * far out that the others could not be told apart. */
	readonly bounds?: Bounds | undefined;
	/** How many cells; 100 by 100 unless said. */
	readonly cells?:
		| { readonly columns: number; readonly rows: number }
		| undefined;
}

/** Rows by cell; the arrays are the caller's. */
export interface HeatmapGrid {
	/** Rows in each cell [rows x columns], row by row from the lowest y. */
	readonly counts: Float64Array;
	/** Mean of `value` there, NaN where a cell is empty; null without `value`. */
	readonly means: Float64Array | null;
	readonly summary: HeatmapSummary;
}

const usualCells = { columns: 100, rows: 100 };

/** Counts the rows of a table on a grid; see `Shelf.heatmap`. */
export async function heatmapOfTable(
	channel: Channel,
	source: ShelvedTable,
	options: HeatmapOptions,
): Promise<HeatmapGrid> {
	const { columns, value, where, cores, skipInvalid } = options;
	const { signal, onProgress } = options;
	const { bounds = null, cells = usualCells } = options;
	const { acrossAndUp, onlyTwoColumns } = await import(
		"../engine/analysis/heatmap-columns.ts"
	);
	const startedAt = performance.now();
	checkColumns(columns);
	checkHeatmapGrid(cells, bounds);
	const named = columns && acrossAndUp(columns);
	const filters = checkWhere(where);
	throwIfCancelled(signal, "search");
	using held = new DisposableStack();
	const { file } = await openTableSource(channel, source, held);
	const wanted = named ?? onlyTwoColumns(vectorsFromBytes(file));
	const points = await filteredVectors(
		file,
		{
			columns: value === undefined ? wanted : [...wanted, value],
			where: filters,
		},
		{ signal, onProgress },
	);
	const { heatmap } = await import("../engine/analysis/heatmap.ts");
	const { heatmapSummary } = await import(
		"../engine/analysis/heatmap-summary.ts"
	);
	const { completeSummary } = await import("../engine/complete-summary.ts");
	const loadedAt = performance.now();
	const map = await heatmap(
		{ source: points, bounds, cellsOf: () => cells, cores, skipInvalid },
		{ signal, onProgress },
	);
	const searchedAt = performance.now();
	const { counts, means } = map;
	const summary = completeSummary(
		heatmapSummary(map, wanted, value ?? null),
		{ startedAt, loadedAt, searchedAt, writtenAt: searchedAt },
		null,
	);
	return { counts, means, summary };
}
