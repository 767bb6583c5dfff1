/**
 * The whole wire: what a client asks, what the daemon answers.
 *
 * One JSON object a line, UTF-8, at most 1 MiB. A request carries `id` (a
 * number that the client has not in use) and `op`; its answer carries the same
 * `id` and either `ok` or `error {code, message, details}`. Answers may come in
 * another order than the requests. Fields that a side does not know are
 * ignored. Numbers that are not finite are null. Table bytes never travel.
 * Lines with `event` or `revoke` are no answers: they are what a watch is told,
 * and a cached lease that is to be given back.
 *
 * The first request is `hello`; anything before it is refused. Leases, pending
 * segments, watches and requests that wait belong to their connection and end
 * with it.
 *
 * docs/protocol.md is the same for people; test/fixtures/protocol.json holds
 * the vectors that every client's tests run.
 */
import type { ErrorMessage } from "../errors.ts";

/** What is kept under a key: a plain Arrow IPC file, or a search index. */
export type ObjectKind = "table" | "index";

/** An object on the shelf, as `list` and `stat` give it. */
export interface ObjectInfo {
	readonly key: string;
	readonly version: number;
	readonly kind: ObjectKind;
	readonly bytes: number;
	/** Rows of a table; 0 for an index. */
	readonly rows: number;
	/** Number of columns of a table; 0 for an index. */
	readonly columns: number;
	/** ISO 8601, UTC. */
	readonly created: string;
	readonly last_used: string;
	/** ISO 8601, or null: never. */
	readonly expires: string | null;
	readonly pinned: boolean;
	/** Lies on disk; `get` brings it back. */
	readonly spilled: boolean;
	/** Leases held now, of all versions. */
	readonly leases: number;
}

/** One object, as `stat` and `touch` give it. */
export interface ObjectDetails extends ObjectInfo {
	readonly metadata: Readonly<Record<string, string>>;
}

/** Who holds memory: one entry a process and object version. */
export interface Holder {
	readonly key: string;
	/** 0 while it is being written. */
	readonly version: number;
	readonly bytes: number;
	readonly pid: number;
	/** The command's name as the system gives it. */
	readonly command: string;
	/** `lease`: reads it; `cached`: keeps it for its next `get`; `pending`: is
	 * writing it. */
	readonly holds: "lease" | "cached" | "pending";
}

/** Sizes in bytes. used + pending + recycled + free = capacity. */
export interface Usage {
	readonly capacity: number;
	/** Sealed objects, deleted ones with a lease included. */
	readonly used: number;
	readonly free: number;
	/** Reserved, not sealed yet. */
	readonly pending: number;
	/** Freed, and kept for the next puts. */
	readonly recycled: number;
	/** On disk, not in memory. */
	readonly spilled: number;
	readonly objects: number;
	readonly leases: number;
	readonly holders: readonly Holder[];
	readonly loop_delay_ms: LoopDelay;
}

/** How late the daemon's event loop was while there were requests, since its
 * start: number of samples, and milliseconds; all 0 without samples. */
export interface LoopDelay {
	readonly count: number;
	readonly p50: number;
	readonly p99: number;
	readonly max: number;
}

/** What `status` shows of the daemon itself. */
export interface Health {
	readonly pid: number;
	readonly version: string;
	readonly protocol: number;
	readonly dir: string;
	readonly socket: string;
	readonly uptime_s: number;
	readonly connections: number;
	readonly when_full: WhenFull;
	/** Where objects are spilled to, or null. */
	readonly spill_dir: string | null;
}

/** What becomes of a put that does not fit: it is refused, or the least
 * recently used objects go, for good or to disk. */
export type WhenFull = "reject" | "evict" | "spill";

/** A published version. */
export interface Sealed {
	readonly key: string;
	readonly version: number;
	readonly kind: ObjectKind;
	readonly bytes: number;
	readonly rows: number;
	readonly columns: number;
}

/**
 * What happens to a key: its first version, another one, none any more (taken
 * away by somebody, at its time, or to make room); or its version goes to disk, and comes
 * back.
 */
export type ChangeType =
	| "put"
	| "replace"
	| "delete"
	| "expire"
	| "evict"
	| "spill"
	| "restore";

/** A key that changed, as a watch is told. */
export interface ChangeEvent {
	/** The number that `watch` was answered with. */
	readonly watch: number;
	readonly type: ChangeType;
	readonly key: string;
	/** The version that came or moved; of delete, expire and evict the one that went. */
	readonly version: number;
	readonly kind: ObjectKind;
	readonly bytes: number;
	/** Counts the events of this watch from 1: there are no gaps. */
	readonly sequence: number;
}

/** The last event of a watch whose reader was too slow: there were changes
 * that it is not told of. */
export interface CutOffEvent {
	readonly watch: number;
	readonly type: "cut_off";
	readonly missed: true;
}

export type WatchEvent = ChangeEvent | CutOffEvent;

/** A leased version: its file is neither freed nor changed. */
export interface LeaseAnswer extends Sealed {
	readonly lease: number;
	readonly path: string;
}

/** Each operation's request fields and its answer's `ok`. */
export interface Operations {
	/** Opens the conversation. `version_mismatch` when the protocols differ. */
	hello: {
		request: { protocol: number; client: string; pid: number };
		ok: { protocol: number; version: string; pid: number; dir: string };
	};
	/**
	 * Reserves memory for an object of at most `bytes` and names the file to
	 * write. Without `key` the daemon makes one. `exists` at once when the key
	 * is taken and `replace` is not set (and again at seal).
	 */
	create: {
		request: {
			key?: string;
			kind: ObjectKind;
			bytes: number;
			/** Fewer will do: no room is made for what goes beyond. The answer
			 * says how many they are. */
			least?: number;
			replace?: boolean;
			/** Milliseconds from `seal` until the object goes by itself. */
			ttl_ms?: number;
			/** Keeps it in memory when room is made for others. */
			pin?: boolean;
			metadata?: Readonly<Record<string, string>>;
		};
		ok: { segment: string; key: string; path: string; bytes: number };
	};
	/** Grows a pending segment to `bytes` in all; `least` as of `create`. */
	extend: {
		request: { segment: string; bytes: number; least?: number };
		ok: { segment: string; bytes: number };
	};
	/**
	 * Checks and publishes. `bytes`: how much of the reservation was used, all
	 * of it by default; the file is cut there. The writer has closed the file
	 * (`still_open`). A refused segment is freed.
	 */
	seal: { request: { segment: string; bytes?: number }; ok: Sealed };
	/** Gives a pending segment back. */
	abort: { request: { segment: string }; ok: Record<never, never> };
	/** Leases the newest version, or the one asked for. */
	get: { request: { key: string; version?: number }; ok: LeaseAnswer };
	/**
	 * Leases the newest versions of all keys at one moment, in the order asked.
	 * Keys that are not there are waited for, at most `wait_ms` milliseconds
	 * (`timeout`); without it they are `not_found`. Nothing is leased before
	 * all are there.
	 */
	get_many: {
		request: { keys: readonly string[]; wait_ms?: number };
		ok: { leases: LeaseAnswer[] };
	};
	/** Ends a request of this connection that waits, as `cancelled`. Says
	 * whether it still waited: it may have been answered meanwhile. */
	cancel: { request: { request: number }; ok: { cancelled: boolean } };
	/** Ends a lease; with `keep` marks it as cached instead, until it is released
	 * without. */
	release: {
		request: { lease: number; keep?: boolean };
		ok: Record<never, never>;
	};
	/** Objects by key in order, those matching `glob`, after the key `after`.
	 * `next` is the key to continue after, absent on the last page. */
	list: {
		request: { glob?: string; after?: string; limit?: number };
		ok: { objects: ObjectInfo[]; next?: string };
	};
	stat: { request: { key: string }; ok: ObjectDetails };
	/** Changes what is given: `ttl_ms` counts from now, null is for ever. */
	touch: {
		request: {
			key: string;
			ttl_ms?: number | null;
			pin?: boolean;
			metadata?: Readonly<Record<string, string>>;
		};
		ok: ObjectDetails;
	};
	/** The name is gone at once; the memory after the last lease. */
	delete: { request: { key: string }; ok: { key: string; version: number } };
	delete_all: { request: Record<never, never>; ok: { deleted: number } };
	/**
	 * Sends an event for every change of a key that matches `pattern` (all by
	 * default), from this answer on, in order. A connection that leaves more
	 * than 8 MiB unread gets `cut_off` as the last event of its watch.
	 */
	watch: { request: { pattern?: string }; ok: { watch: number } };
	/** Ends a watch: no event of it follows the answer. */
	unwatch: { request: { watch: number }; ok: Record<never, never> };
	usage: { request: Record<never, never>; ok: Usage };
	health: { request: Record<never, never>; ok: Health };
	/** Answers, then ends the daemon; sealed objects stay. */
	shutdown: { request: Record<never, never>; ok: Record<never, never> };
}

export type OperationName = keyof Operations;
export type RequestOf<O extends OperationName> = Operations[O]["request"];
export type AnswerOf<O extends OperationName> = Operations[O]["ok"];

/** A request as it travels. */
export type RequestMessage = {
	[O in OperationName]: { id: number; op: O } & RequestOf<O>;
}[OperationName];

/** An answer as it travels. `id` is null where a line could not be read. */
export type AnswerMessage =
	| { readonly id: number; readonly ok: unknown }
	| { readonly id: number | null; readonly error: ErrorMessage };

/** What a watch is told, as it travels: a line without `id`. */
export interface EventMessage {
	readonly event: WatchEvent;
}

/** A cached lease that the daemon wants back: its version is gone, or memory is
 * needed. */
export interface RevokedLease {
	readonly lease: number;
	readonly key: string;
	readonly version: number;
}

/** That, as it travels: a line without `id`. The client releases the lease, at
 * once or when it is no longer in use. */
export interface RevokeMessage {
	readonly revoke: RevokedLease;
}
