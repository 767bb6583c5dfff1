/** Defaults, limits, paths and environment variables, in one place. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import packageJson from "../package.json";

/** Our version; package.json is the only place that states it. */
export const version: string = packageJson.version;

/** Environment variables that we read. */
export const environment = {
	/** The shelf's directory. */
	directory: "ARROWSHELF_DIR",
	/** The `arrowshelf` executable that a library starts as daemon. */
	executable: "ARROWSHELF_EXECUTABLE",
	/** Where what was measured of this machine is kept, and builds outside the
	 * checkout. */
	cache: "ARROWSHELF_CACHE",
} as const;

/** Fixed limits, each with its own error. */
export const limits = {
	/** Bytes of one protocol message, its line end included. */
	messageBytes: 1024 * 1024,
	keys: 100_000,
	connections: 4096,
	columns: 10_000,
	/** Keys of one `get_many`. */
	keysAtOnce: 1000,
	/** Milliseconds that a request may wait: what a timer can hold. */
	waitMs: 2 ** 31 - 1,
	/** Milliseconds that an object may live: ten years. */
	ttlMs: 10 * 366 * 24 * 3_600_000,
	/** Bytes of an object's metadata as JSON. */
	metadataBytes: 16 * 1024,
	/** Watches of one connection. */
	watches: 1000,
	/** Requests of one connection that wait for keys. */
	waits: 1000,
	/** Bytes that a connection has not read, above which its watches end. */
	watchBacklogBytes: 8 * 1024 * 1024,
	/** Events that a program has not taken, above which its watch ends. */
	watchBacklogEvents: 65_536,
	/** Bytes of a Unix socket's path, without the closing zero. */
	socketPathBytes: 107,
	/** Neighbours of one query. */
	k: 2048,
	/** Workers that may be asked for. */
	cores: 256,
	/** Bytes that one Bun.mmap or ArrayBuffer can hold. */
	windowBytes: 2 ** 32,
	/** Bytes of a record batch that lies in one such window, wherever in a page
	 * (64 KiB at most) it starts. */
	batchBytes: 2 ** 32 - 2 ** 16,
} as const;

/** What `arrowshelf knn` and `shelf.knn()` do unless told otherwise. */
export const knnDefaults = {
	k: 10,
	metric: "l2",
	index: "auto",
	engine: "native",
	recallTarget: 0.95,
	seed: 1,
} as const;

/** Names inside the shelf's directory. */
export const shelfNames = {
	socket: "shelf.sock",
	lock: "shelf.lock",
	log: "shelf.log",
	epoch: "epoch",
	segments: "segments",
	objects: "objects",
	free: "free",
	catalog: "catalog.sqlite",
	spilled: "spilled",
} as const;

/**
 * The shelf's directory, absolute: `explicit` (from `--dir` or an option), else
 * $ARROWSHELF_DIR, else a per-user directory in shared memory.
 */
export function shelfDirectory(explicit?: string): string {
	return resolve(
		explicit ||
			process.env[environment.directory] ||
			`/dev/shm/arrowshelf-${process.getuid?.() ?? 0}`,
	);
}

/** Where the daemon of a shelf listens. */
export function socketPath(directory: string): string {
	return join(directory, shelfNames.socket);
}

/** What `arrowshelf bench --calibrate` measured: a file of this user's. */
export function costsPath(): string {
	const { env } = process;
	const caches = env.XDG_CACHE_HOME || join(homedir(), ".cache");
	const ours = env[environment.cache] || join(caches, "arrowshelf");
	return join(ours, "costs.json");
}

const keyPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$/;

/** Whether `key` can name an object. */
export function isKey(key: string): boolean {
	return keyPattern.test(key);
}

/**
 * Refuses a key that cannot name an object.
 * @throws {RangeError} quoting the key and the rule
 */
export function checkKey(key: string): void {
	if (!isKey(key)) {
		throw new RangeError(
			`Cannot use ${JSON.stringify(key)} as a key: expected 1 to 200 of A-Z a-z 0-9 . _ : - starting with a letter or digit`,
		);
	}
}
