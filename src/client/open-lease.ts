import { checkKey } from "../config.ts";
import type { LeaseAnswer } from "../protocol/messages.ts";
import { acquireMapping } from "../segments/mapping.ts";
import type { Channel } from "./channel.ts";
import { HeldSegment } from "./held-segment.ts";
import { SharedTable } from "./shared-table.ts";
import { WarmLeases } from "./warm-leases.ts";

export interface GetOptions {
	/** A version that is still there, instead of the newest. */
	readonly version?: number | undefined;
}

/**
 * Leases one version of an object and maps it.
 * @throws {RangeError} for a key that cannot name an object
 * @throws {NotFoundError} `not_found`
 * @throws {FileError} `unreadable` when the segment cannot be mapped
 */
export async function openLease<L>(
	channel: Channel,
	key: string,
	{ version }: GetOptions,
	construct: Construct<L>,
): Promise<L> {
	if (version !== undefined) {
		checkKey(key);
		const answer = await channel.request("get", { key, version });
		return mapLease(channel, answer, construct);
	}
	const warm = WarmLeases.of(channel);
	const turn = warm.due(key);
	if (turn !== undefined) await turn;
	const kept = warm.take(key);
	if (kept !== undefined) {
		return construct(kept.answer, kept.segment, kept.table);
	}
	checkKey(key);
	const stamp = warm.stamp(key);
	const answer = await channel.request("get", { key });
	return mapLease(channel, answer, construct, (segment) =>
		warm.keep(stamp, answer, segment),
	);
}

/** Makes the lease object that takes over one hold of a segment. */
export type Construct<L> = (
	answer: LeaseAnswer,
	segment: HeldSegment,
	table: SharedTable,
) => L;

/**
 * Maps what the daemon has leased; what fails gives the lease back.
 * @throws {FileError} `unreadable` when the segment cannot be mapped
 */
export function mapLease<L>(
	channel: Channel,
	answer: LeaseAnswer,
	construct: Construct<L>,
	keep: (segment: HeldSegment) => SharedTable = () => new SharedTable(),
): L {
	const endLease = () => releaseLease(channel, answer.lease);
	try {
		const mapping = acquireMapping(answer.path, answer.bytes);
		const segment = new HeldSegment(mapping, endLease);
		return construct(answer, segment, keep(segment));
	} catch (error) {
		endLease();
		throw error;
	}
}

/** Gives a lease back. Nobody waits for the answer: a lease that cannot be
 * released any more has ended with its connection. */
export function releaseLease(channel: Channel, lease: number): void {
	if (!channel.isOpen) return;
	channel.request("release", { lease }).catch(() => {});
}
