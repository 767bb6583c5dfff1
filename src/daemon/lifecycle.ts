/** A daemon from its first step to its last. */
import { version } from "../config.ts";
import { ignoreLeaseSignal } from "../os/file-lease.ts";
import { defaultCapacity } from "../os/memory-limits.ts";
import type { Health } from "../protocol/messages.ts";
import { protocolVersion } from "../protocol/version.ts";
import { Changes } from "./changes.ts";
import { prepareDirectory, type ShelfPaths } from "./directory.ts";
import { Epoch } from "./epoch.ts";
import { type Listener, listen } from "./listen.ts";
import { type ShelfLock, takeLock } from "./lock.ts";
import { ObjectFiles } from "./object-files.ts";
import type { Service } from "./operations.ts";
import { PendingSegments } from "./pending.ts";
import { Quota } from "./quota.ts";
import { recover } from "./recover.ts";
import { Shelf } from "./shelf.ts";
import { Storage } from "./storage.ts";

export interface DaemonOptions {
	/** The shelf's directory, absolute; made when it is not there. */
	readonly directory: string;
	/** Bytes that tables may take; by default a share of what is free. */
	readonly capacity?: number;
	/** Told what a person should know; by default written to stderr. */
	readonly warn?: (message: string) => void;
}

/** A daemon that serves. */
export interface Daemon {
	/** Path of its Unix socket. */
	readonly socket: string;
	/** Resolves when it has ended, by `stop` or by a client's `shutdown`. */
	readonly closed: Promise<void>;
	/** Answers what was asked, closes the connections, ends. What is sealed
	 * stays on the shelf. A second call waits for the first. */
	stop(): Promise<void>;
}

/**
 * Serves a shelf: takes its lock, recovers what is there, listens.
 *
 * @throws {ExistsError} when another daemon serves it, with its `pid`
 * @throws {ConnectionError} `forbidden` when the directory is not ours alone
 * @throws {FileError} when it cannot be made, or its path is too long
 */
export async function startDaemon({
	directory,
	capacity,
	warn = warnOnStderr,
}: DaemonOptions): Promise<Daemon> {
	const paths = prepareDirectory(directory);
	const lock = takeLock(paths.lock, directory);
	let epoch: Epoch | undefined;
	let storage: Storage | undefined;
	try {
		ignoreLeaseSignal();
		epoch = new Epoch(paths.epoch);
		storage = await Storage.start();
		const versions = await recover(paths, storage, warn);
		const used = versions.reduce((sum, { bytes }) => sum + bytes, 0);
		const quota = new Quota(capacity ?? defaultCapacity(directory, used), used);
		const files = new ObjectFiles(paths);
		const changes = new Changes(epoch);
		const shelf = new Shelf(files, storage, quota, changes, versions, warn);
		const pending = new PendingSegments(shelf, files, storage, quota);
		const parts = { shelf, files, pending, quota, changes };
		return serve(paths, { lock, storage, epoch }, parts, warn);
	} catch (error) {
		storage?.stop();
		epoch?.close();
		lock.release();
		throw error;
	}
}

/** What a daemon gives back at its end. */
interface Resources {
	readonly lock: ShelfLock;
	readonly storage: Storage;
	readonly epoch: Epoch;
}

function serve(
	paths: ShelfPaths,
	{ lock, storage, epoch }: Resources,
	parts: Omit<Service, "health" | "shutDown">,
	warn: (message: string) => void,
): Daemon {
	const { promise: closed, resolve: resolveClosed } =
		Promise.withResolvers<void>();
	let stopping: Promise<void> | undefined;

	async function end(): Promise<void> {
		await listener.stop();
		await parts.pending.idle();
		await storage.idle();
		storage.stop();
		epoch.close();
		lock.release();
		resolveClosed();
	}
	function stop(): Promise<void> {
		stopping ??= end();
		return stopping;
	}

	const health = healthOf(paths, () => listener.connections);
	const service = { ...parts, health, shutDown: stop };
	const listener: Listener = listen(paths.socket, service, warn);
	return { socket: paths.socket, closed, stop };
}

function healthOf(paths: ShelfPaths, connections: () => number): () => Health {
	const startedMs = performance.now();
	return () => ({
		pid: process.pid,
		version,
		protocol: protocolVersion,
		dir: paths.directory,
		socket: paths.socket,
		uptime_s: Math.round(performance.now() - startedMs) / 1000,
		connections: connections(),
	});
}

function warnOnStderr(message: string): void {
	process.stderr.write(`arrowshelf: ${message}\n`);
}
