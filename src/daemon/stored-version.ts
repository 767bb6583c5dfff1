import type { ObjectKind, Sealed } from "../protocol/messages.ts";

/** A process that holds something, as the kernel and /proc name it. */
export interface HoldingProcess {
	readonly pid: number;
	readonly command: string;
}

/** One reader's right to a version. */
export interface Lease {
	readonly process: HoldingProcess;
}

/** A sealed version: on the shelf under its key, or only leased any more. */
export interface StoredVersion {
	readonly key: string;
	readonly version: number;
	readonly kind: ObjectKind;
	/** Name of its file in segments/; undefined while it is spilled. */
	segment: string | undefined;
	readonly bytes: number;
	readonly rows: number;
	readonly columns: number;
	readonly createdMs: number;
	lastUsedMs: number;
	readonly leases: Set<Lease>;
}

/** Whether it lies in shared memory, not on disk. */
export function isInMemory(
	stored: StoredVersion,
): stored is StoredVersion & { segment: string } {
	return stored.segment !== undefined;
}

/** Whether it must stay in memory though nobody reads it. */
export function isPinned(_stored: StoredVersion): boolean {
	return false;
}

/** What clients are told of a version. */
export function sealedFrom(stored: StoredVersion): Sealed {
	const { key, version, kind, bytes, rows, columns } = stored;
	return { key, version, kind, bytes, rows, columns };
}
