/** A daemon from its first step to its last. */
import { join } from "node:path";
import { shelfNames, version } from "../config.ts";
import { ignoreLeaseSignal } from "../os/file-lease.ts";
import { defaultCapacity } from "../os/memory-limits.ts";
import type { Health } from "../protocol/messages.ts";
import { protocolVersion } from "../protocol/version.ts";
import { Changes } from "./changes.ts";
import { prepareDirectory, type ShelfPaths } from "./directory.ts";
import { IdleExit } from "./idle-exit.ts";
import { type Listener, listen } from "./listen.ts";
import { type ShelfLock, takeLock } from "./lock.ts";
import { LoopDelay } from "./loop-delay.ts";
import { ObjectFiles } from "./object-files.ts";
import type { Service } from "./operations.ts";
import { PendingSegments } from "./pending.ts";
import { Quota } from "./quota.ts";
import { recover } from "./recover.ts";
import { Shelf } from "./shelf.ts";
import { Storage } from "./storage.ts";
import { Warnings } from "./warnings.ts";

export interface DaemonOptions {
	/** The shelf's directory, absolute; made when it is not there. */
	readonly directory: string;
	/** Bytes that tables may take; by default a share of what is free. */
	readonly capacity?: number;
	/** Ends the daemon when no connection was open for so long, in
	 * milliseconds; never by default. */
	readonly idleExitMs?: number;
	/** Told what a person should know; by default written to stderr. */
	readonly warn?: (message: string) => void;
}

/** A daemon that serves. */
export interface Daemon {
	/** Path of its Unix socket. */
	readonly socket: string;
	/** Resolves when it has ended, by `stop` or by a client's `shutdown`. */
	readonly closed: Promise<void>;
	/** Whether its standard error is the shelf's log: it has no terminal. */
	readonly isLogged: boolean;
	/** Tells a person something, as the daemon itself does. */
	warn(message: string): void;
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
	idleExitMs,
	warn: givenWarn,
}: DaemonOptions): Promise<Daemon> {
	const paths = prepareDirectory(directory);
	const lock = takeLock(paths.lock, directory);
	const warnings = new Warnings(join(directory, shelfNames.log));
	const warn = givenWarn ?? warnings.warn;
	let storage: Storage | undefined;
	try {
		ignoreLeaseSignal();
		storage = await Storage.start();
		const versions = await recover(paths, storage, warn);
		const used = versions.reduce((sum, { bytes }) => sum + bytes, 0);
		const quota = new Quota(capacity ?? defaultCapacity(directory, used), used);
		const files = new ObjectFiles(paths);
		const changes = new Changes();
		const shelf = new Shelf(files, storage, quota, changes, versions, warn);
		const pending = new PendingSegments(shelf, files, storage, quota);
		const parts = { shelf, files, pending, quota, changes };
		const served = serve(paths, lock, storage, parts, warn, idleExitMs);
		served.closed.then(() => warnings.end());
		return { ...served, isLogged: warnings.isLogged, warn };
	} catch (error) {
		warnings.end();
		storage?.stop();
		lock.release();
		throw error;
	}
}

function serve(
	paths: ShelfPaths,
	lock: ShelfLock,
	storage: Storage,
	parts: Omit<Service, "health" | "loopDelay" | "shutDown">,
	warn: (message: string) => void,
	idleExitMs: number | undefined,
): Omit<Daemon, "isLogged" | "warn"> {
	const { promise: closed, resolve: resolveClosed } =
		Promise.withResolvers<void>();
	let stopping: Promise<void> | undefined;

	async function end(): Promise<void> {
		idleExit.stop();
		await listener.stop();
		await parts.pending.idle();
		await storage.idle();
		storage.stop();
		loopDelay.stop();
		lock.release();
		resolveClosed();
	}
	function stop(): Promise<void> {
		stopping ??= end();
		return stopping;
	}

	const health = healthOf(paths, () => listener.connections);
	const loopDelay = new LoopDelay();
	const service = { ...parts, health, loopDelay, shutDown: stop };
	const idleExit = new IdleExit(idleExitMs, () => mayIdleExit(parts), stop);
	const listener: Listener = listen(
		paths.socket,
		service,
		warn,
		idleExit.count,
	);
	idleExit.count(0);
	return { socket: paths.socket, closed, stop };
}

/** Whether nothing is left that only a running daemon does. */
function mayIdleExit({ pending }: Pick<Service, "pending">): boolean {
	return pending.size === 0;
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
