/** What the storage Workers do, and how they say so. */
import type { ErrorMessage } from "../errors.ts";
import type { ObjectKind } from "../protocol/messages.ts";

/** What was found in a sound object file. */
export interface ObjectFacts {
	readonly bytes: number;
	readonly rows: number;
	readonly columns: number;
	/** An index that is an exact tree. */
	readonly isTree?: boolean;
	readonly createdMs: number;
}

/** Each job's request and result. Paths are absolute, sizes in bytes. */
export interface StorageJobs {
	/** Makes a segment with real memory: that of the recycled file, if it is
	 * there and nobody sees it. */
	reserve: {
		request: { path: string; bytes: number; recycled: string | null };
		result: null;
	};
	/** Grows one to `bytes` in all. */
	extend: { request: { path: string; bytes: number }; result: null };
	/** Makes sure that nobody has it, cuts it to `bytes`, checks it. */
	seal: {
		request: { path: string; kind: ObjectKind; bytes: number };
		result: ObjectFacts;
	};
	/** Checks a file that was sealed before. */
	inspect: {
		request: { path: string; kind: ObjectKind };
		result: ObjectFacts;
	};
	/** Moves a freed segment to `to`, or unlinks it when that is null or when
	 * anybody can still see it. Says whether it was moved. */
	retire: { request: { path: string; to: string | null }; result: boolean };
	/** Copies a segment to a new file on disk; one that fails is not there. */
	spill: { request: { path: string; to: string }; result: null };
	/** Copies such a file into a segment that is reserved, and checks it. */
	restore: {
		request: { from: string; path: string; kind: ObjectKind };
		result: ObjectFacts;
	};
	/** Unlinks; what is gone already is fine. */
	free: { request: { paths: readonly string[] }; result: null };
}

export type StorageJobName = keyof StorageJobs;

export type StorageRequest = {
	[J in StorageJobName]: { job: J } & StorageJobs[J]["request"];
}[StorageJobName];

/** Answers come in the order of the requests. The first of all is `ready`. */
export type StorageReply =
	| { readonly ready: true }
	| { readonly result: unknown }
	| { readonly error: ErrorMessage };
