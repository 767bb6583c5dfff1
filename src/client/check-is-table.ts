import type { Channel } from "./channel.ts";
import { indexIsNoTable } from "./index-is-no-table.ts";
import type { SegmentLease } from "./segment-lease.ts";

/**
 * Makes sure that what was leased is a table.
 * @throws {InvalidTableError} `invalid_table` for an index: of what it is one,
 *   and what to give instead
 */
export async function checkIsTable(
	channel: Channel,
	{ key, kind }: SegmentLease,
): Promise<void> {
	if (kind === "table") return;
	const { metadata } = await channel.request("stat", { key });
	throw indexIsNoTable(key, metadata);
}
