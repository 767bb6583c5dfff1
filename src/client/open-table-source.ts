import type { Channel } from "./channel.ts";
import { checkIsTable } from "./check-is-table.ts";
import { openSegment } from "./open-segment.ts";
import { SegmentLease } from "./segment-lease.ts";

/** A table on the shelf: its key (the newest version), or a lease of it. */
export type ShelvedTable = string | SegmentLease;

/**
 * A table on the shelf, leased.
 * @param held keeps it until it is disposed; a lease that was given is held by
 * the caller
 * @throws {InvalidTableError} `invalid_table` for an index
 */
export async function openTableSource(
	channel: Channel,
	source: ShelvedTable,
	held: DisposableStack,
): Promise<SegmentLease> {
	const lease =
		source instanceof SegmentLease
			? source
			: held.use(await openSegment(channel, source));
	await checkIsTable(channel, lease);
	return lease;
}
