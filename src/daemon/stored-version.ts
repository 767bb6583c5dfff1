import type { ObjectKind, Sealed } from "../protocol/messages.ts";

/** A process that holds something, as the kernel and /proc name it. */
export interface HoldingProcess {
	readonly pid: number;
	readonly command: string;
}

/** One reader's right to a version. */
export interface Lease {
	readonly process: HoldingProcess;
	/** Its client does not use it, but keeps it for the next `get`. */
	readonly isCached: boolean;
	/** Asks the client to give it back when it does not use it. */
	revoke(): void;
}

/** A sealed version: on the shelf under its key, or only leased any more. */
export interface StoredVersion {
	readonly key: string;
	readonly version: number;
	readonly kind: ObjectKind;
	/** Name of its file in segments/; never changes. */
	readonly segment: string;
	readonly bytes: number;
	readonly rows: number;
	readonly columns: number;
	readonly createdMs: number;
	lastUsedMs: number;
	readonly leases: Set<Lease>;
}

/** What clients are told of a version. */
export function sealedFrom(stored: StoredVersion): Sealed {
	const { key, version, kind, bytes, rows, columns } = stored;
	return { key, version, kind, bytes, rows, columns };
}
