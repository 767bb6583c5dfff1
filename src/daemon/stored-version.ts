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
	isCached: boolean;
	/** Asks the client to give it back when it does not use it. Resolves when it
	 * ends, if ever. */
	revoke(): Promise<void>;
}

/** What a program asked for its object. */
export interface ObjectOptions {
	/** When it goes by itself, in milliseconds since 1970; null: never. */
	readonly expiresMs: number | null;
	/** It stays in memory though nobody reads it. */
	readonly pinned: boolean;
	readonly metadata: Readonly<Record<string, string>>;
}

/** Those of an object for which nobody asked for anything. */
export const plainOptions: ObjectOptions = {
	expiresMs: null,
	pinned: false,
	metadata: {},
};

/** A sealed version: on the shelf under its key, or only leased any more. */
export interface StoredVersion {
	readonly key: string;
	readonly version: number;
	readonly kind: ObjectKind;
	/** As its name says. */
	readonly isTree?: boolean;
	/** Name of its file in segments/; undefined while it is spilled. */
	segment: string | undefined;
	readonly bytes: number;
	readonly rows: number;
	readonly columns: number;
	readonly createdMs: number;
	lastUsedMs: number;
	options: ObjectOptions;
	readonly leases: Set<Lease>;
}

/** Whether it lies in shared memory, not on disk. */
export function isInMemory(
	stored: StoredVersion,
): stored is StoredVersion & { segment: string } {
	return stored.segment !== undefined;
}

/** What clients are told of a version. */
export function sealedFrom(stored: StoredVersion): Sealed {
	const { key, version, kind, bytes, rows, columns } = stored;
	return { key, version, kind, bytes, rows, columns };
}
