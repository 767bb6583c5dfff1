import type { Channel } from "./channel.ts";
import { type GetOptions, openLease } from "./open-lease.ts";
import { SegmentLease } from "./segment-lease.ts";

/**
 * Leases one version of an object, table or index, as bytes.
 * @throws what `openLease` throws
 */
export function openSegment(
	channel: Channel,
	key: string,
	options: GetOptions = {},
): Promise<SegmentLease> {
	return openLease(
		channel,
		key,
		options,
		(answer, segment) => new SegmentLease(answer, segment),
	);
}
