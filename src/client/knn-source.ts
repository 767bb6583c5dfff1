import { readArrowFile } from "../arrow/file.ts";
import { selectVectors, type VectorSource } from "../arrow/numeric-columns.ts";
import type { Channel } from "./channel.ts";
import { openLease } from "./open-lease.ts";
import { SegmentLease } from "./segment-lease.ts";
import { tableBytes } from "./table-bytes.ts";
import { type TableInput, tableFromInput } from "./table-input.ts";

/** A table on the shelf: its key (the newest version), or a lease of it. */
export type ShelvedTable = string | SegmentLease;

/**
 * The columns of a table that hold its vectors, in place.
 * @param held keeps what the result looks at until it is disposed
 * @throws {InvalidQueryError} `invalid_column`
 */
export async function openVectors(
	channel: Channel,
	source: ShelvedTable | TableInput,
	columns: readonly string[] | undefined,
	held: DisposableStack,
): Promise<VectorSource> {
	const bytes = await openBytes(channel, source, held);
	return selectVectors(readArrowFile(bytes), bytes, columns);
}

async function openBytes(
	channel: Channel,
	source: ShelvedTable | TableInput,
	held: DisposableStack,
): Promise<Uint8Array> {
	if (source instanceof SegmentLease) {
		held.use(source.hold());
		return source.bytes;
	}
	if (typeof source !== "string") {
		return tableBytes(await tableFromInput(source));
	}
	const lease = await openLease(
		channel,
		source,
		{},
		(answer, segment) => new SegmentLease(answer, segment),
	);
	return held.use(lease).bytes;
}
