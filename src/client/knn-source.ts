import type { ArrowBytes } from "../arrow/file-bytes.ts";
import type { VectorSource } from "../arrow/numeric-columns.ts";
import { vectorsFromBytes } from "../arrow/vectors-from-bytes.ts";
import type { Channel } from "./channel.ts";
import { openTableSource, type ShelvedTable } from "./open-table-source.ts";
import { SegmentLease } from "./segment-lease.ts";
import { tableBytes } from "./table-bytes.ts";
import { type TableInput, tableFromInput } from "./table-input.ts";

/**
 * The columns of a table that hold its vectors, in place.
 * @param held keeps what the result looks at until it is disposed; a lease
 * that was given is held by the caller
 * @param points whose queries these are; see `vectorsFromBytes`
 * @throws {InvalidQueryError} `invalid_column`
 */
export async function openVectors(
	channel: Channel,
	source: ShelvedTable | TableInput,
	columns: readonly string[] | undefined,
	held: DisposableStack,
	points?: VectorSource,
): Promise<VectorSource> {
	const bytes = await openBytes(channel, source, held);
	return vectorsFromBytes(bytes, { columns, points });
}

async function openBytes(
	channel: Channel,
	source: ShelvedTable | TableInput,
	held: DisposableStack,
): Promise<ArrowBytes> {
	if (typeof source === "string" || source instanceof SegmentLease) {
		return (await openTableSource(channel, source, held)).file;
	}
	return tableBytes(await tableFromInput(source));
}
