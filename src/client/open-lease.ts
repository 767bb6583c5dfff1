import { checkKey } from "../config.ts";
import type { LeaseAnswer } from "../protocol/messages.ts";
import { acquireMapping } from "../segments/mapping.ts";
import type { Channel } from "./channel.ts";
import { HeldSegment } from "./held-segment.ts";

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
	checkKey(key);
	const answer = await channel.request("get", {
		key,
		...(version === undefined ? {} : { version }),
	});
	return mapLease(channel, answer, construct);
}

/** Makes the lease object that takes over the only hold of a segment. */
export type Construct<L> = (answer: LeaseAnswer, segment: HeldSegment) => L;

/**
 * Maps what the daemon has leased; what fails gives the lease back.
 * @throws {FileError} `unreadable` when the segment cannot be mapped
 */
export function mapLease<L>(
	channel: Channel,
	answer: LeaseAnswer,
	construct: Construct<L>,
): L {
	const endLease = () => releaseLease(channel, answer.lease);
	try {
		const mapping = acquireMapping(answer.path, answer.bytes);
		return construct(answer, new HeldSegment(mapping, endLease));
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
