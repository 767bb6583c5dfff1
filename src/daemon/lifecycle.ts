/** A daemon from its first step to its last. */
import { join } from "node:path";
import { shelfNames, version } from "../config.ts";
import { ignoreLeaseSignal } from "../os/file-lease.ts";
import type { Health } from "../protocol/messages.ts";
import { protocolVersion } from "../protocol/version.ts";
import type { DaemonOptions } from "./daemon-options.ts";
import { prepareDirectory, type ShelfPaths } from "./directory.ts";
import { IdleExit } from "./idle-exit.ts";
import { type Listener, listen } from "./listen.ts";
import { takeLock } from "./lock.ts";
import { LoopDelay } from "./loop-delay.ts";
import { openShelf, type ShelfParts } from "./open-shelf.ts";
import { Storage } from "./storage.ts";
import { Warnings } from "./warnings.ts";

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
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
	const { directory, idleExitMs } = options;
	const paths = prepareDirectory(directory);
	using starting = new DisposableStack();
	const lock = takeLock(paths.lock, directory);
	starting.defer(() => lock.release());
	const warnings = new Warnings(join(directory, shelfNames.log));
	starting.defer(() => warnings.end());
	const warn = options.warn ?? warnings.warn;
	ignoreLeaseSignal();
	const storage = await Storage.start();
	starting.defer(() => storage.stop());
	const parts = await openShelf(paths, storage, { ...options, warn });
	starting.use(parts);
	const health = healthOf(paths, options, parts.spilled.directory);
	const end = () => ending.dispose();
	const served = serve(paths, parts, health, end, warn, idleExitMs);
	const ending = starting.move();
	return { ...served, isLogged: warnings.isLogged, warn };
}

function serve(
	paths: ShelfPaths,
	parts: ShelfParts,
	healthWith: (connections: number) => Health,
	letGo: () => void,
	warn: (message: string) => void,
	idleExitMs: number | undefined,
): Omit<Daemon, "isLogged" | "warn"> {
	const { promise: closed, resolve: resolveClosed } =
		Promise.withResolvers<void>();
	let stopping: Promise<void> | undefined;

	async function end(): Promise<void> {
		idleExit.stop();
		await listener.stop();
		await parts.idle();
		loopDelay.stop();
		letGo();
		resolveClosed();
	}
	function stop(): Promise<void> {
		stopping ??= end();
		return stopping;
	}

	const health = () => healthWith(listener.connections);
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
function mayIdleExit({ pending, shelf }: ShelfParts): boolean {
	return pending.size === 0 && !shelf.expiry.isWaiting;
}

function healthOf(
	paths: ShelfPaths,
	{ whenFull = "reject" }: DaemonOptions,
	spillDirectory: string | undefined,
): (connections: number) => Health {
	const startedMs = performance.now();
	return (connections) => ({
		pid: process.pid,
		version,
		protocol: protocolVersion,
		dir: paths.directory,
		socket: paths.socket,
		uptime_s: Math.round(performance.now() - startedMs) / 1000,
		connections,
		when_full: whenFull,
		spill_dir: spillDirectory ?? null,
	});
}
