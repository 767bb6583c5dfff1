import { checkWhere } from "../arrow/where/check-where.ts";
import type { AnalysisOptions } from "./analysis-options.ts";
import { throwIfCancelled } from "./cancellation.ts";
import type { Channel } from "./channel.ts";
import { checkColumns } from "./check-columns.ts";
import { checkOutput, type KnnOutputOptions } from "./knn-output.ts";
import { openTableSource, type ShelvedTable } from "./open-table-source.ts";
import type { SegmentLease } from "./segment-lease.ts";

/** Where a result goes on the shelf. */
export interface ShelfOutput extends KnnOutputOptions {
	readonly key: string;
}

/** A table that is about to be searched, and what holds for all searches. */
export interface BegunSearch {
	/** When the search's own time began. */
	readonly startedAt: number;
	readonly lease: SegmentLease;
	readonly filters: readonly string[];
	/** Null: the result is memory alone. */
	readonly output: ShelfOutput | null;
}

/**
 * Checks what searches and analyses of a table have in common, and opens it.
 * @param held keeps the table until it is disposed
 * @throws {TypeError | RangeError} columns, conditions or a key that are none
 * @throws {CancelledError} the signal came before
 * @throws {ExistsError} the result's key is taken
 * @throws what `openTableSource` throws
 */
export async function beginSearch(
	channel: Channel,
	source: ShelvedTable,
	{ columns, where, output: key, replace = false, signal }: AnalysisOptions,
	held: DisposableStack,
): Promise<BegunSearch> {
	checkColumns(columns);
	const filters = checkWhere(where);
	throwIfCancelled(signal, "search");
	const startedAt = performance.now();
	const output = key === undefined ? null : { key, replace, signal };
	if (output !== null) await checkOutput(channel, output.key, output);
	const lease = await openTableSource(channel, source, held);
	return { startedAt, lease, filters, output };
}
