import type { Shelf } from "./shelf.ts";
import { isInMemory, type StoredVersion } from "./stored-version.ts";

/** A version that may leave memory. */
export type Victim = StoredVersion & { readonly segment: string };

/** Whether a version may leave memory now: it is on the shelf, in memory,
 * without pin and without leases. */
export function isDispensable(
	stored: StoredVersion,
	shelf: Shelf,
): stored is Victim {
	return (
		shelf.isCurrent(stored) && stored.leases.size === 0 && mayLeave(stored)
	);
}

/**
 * Whom to take out of memory so that `missing` bytes are free: the least
 * recently used; those that readers keep for later only where the others are
 * not enough.
 * @returns enough of them, or none: nothing goes in vain
 */
export function chooseVictims(shelf: Shelf, missing: number): Victim[] {
	const victims: Victim[] = [];
	const kept: Victim[] = [];
	let bytes = 0;
	for (const stored of shelf.byUse()) {
		if (!mayLeave(stored)) continue;
		if (stored.leases.size > 0) {
			if (isOnlyKept(stored)) kept.push(stored);
			continue;
		}
		victims.push(stored);
		bytes += stored.bytes;
		if (bytes >= missing) return victims;
	}
	for (const stored of kept) {
		victims.push(stored);
		bytes += stored.bytes;
		if (bytes >= missing) return victims;
	}
	return [];
}

/** Whether nobody uses a version, but some keep it for later. */
export function isOnlyKept({ leases }: StoredVersion): boolean {
	return leases.size > 0 && leases.values().every(({ isCached }) => isCached);
}

function mayLeave(stored: StoredVersion): stored is Victim {
	return isInMemory(stored) && !stored.options.pinned;
}
