import { closeSync, existsSync, openSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { shelfNames } from "../../src/config.ts";
import { type Daemon, startDaemon } from "../../src/daemon/lifecycle.ts";
import { tryLockFile } from "../../src/os/file-lock.ts";
import type { WhenFull } from "../../src/protocol/messages.ts";
import { type Child, startChild } from "./child.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export interface ShelfOptions {
	/** Bytes; the daemon's own choice by default. */
	readonly capacity?: number;
	readonly whenFull?: WhenFull;
	/** Absolute. */
	readonly spillDirectory?: string;
	/** Milliseconds. */
	readonly idleExitMs?: number;
}

/** A shelf directory of its own, for one test. */
export interface TemporaryShelf extends AsyncDisposable {
	readonly directory: string;
	/** What the in-process daemons warned of. */
	readonly warnings: string[];
	/** Names in segments/. */
	segments(): string[];
	/** Names in objects/. */
	objects(): string[];
	/** Starts a daemon in this process, stopped with the shelf. */
	serve(options?: ShelfOptions): Promise<Daemon>;
	/** Names in free/. */
	recycled(): string[];
	/** Starts one as a child, which can be killed; resolves when it serves. */
	serveChild(options?: ShelfOptions): Promise<Child>;
}

/**
 * Makes an empty shelf directory in shared memory. Its disposal stops the
 * daemons, proves that they left no socket, no lock, and no segment but those
 * of the objects that are there, and removes everything.
 */
export function temporaryShelf(): TemporaryShelf {
	const directory = temporaryDirectory();
	const daemons: Daemon[] = [];
	const children: Child[] = [];
	const warnings: string[] = [];
	const names = (folder: string) =>
		existsSync(directory.file(folder))
			? readdirSync(directory.file(folder))
			: [];
	const shelf: TemporaryShelf = {
		directory: directory.path,
		warnings,
		segments: () => names(shelfNames.segments),
		objects: () => names(shelfNames.objects),
		recycled: () => names(shelfNames.free),
		async serve(options = {}) {
			const daemon = await startDaemon({
				directory: directory.path,
				warn: (message) => warnings.push(message),
				...options,
			});
			daemons.push(daemon);
			return daemon;
		},
		async serveChild(options = {}) {
			const child = startChild(
				"daemon/serve.ts",
				directory.path,
				JSON.stringify(options),
			);
			children.push(child);
			await child.line();
			return child;
		},
		async [Symbol.asyncDispose]() {
			using _removed = directory;
			for (const daemon of daemons) await daemon.stop();
			const killed = children.some(({ isKilled }) => isKilled);
			for (const child of children) if (!child.isKilled) await child.end();
			// A killed daemon leaves what the next one puts right.
			if (daemons.length > 0 || (children.length > 0 && !killed)) {
				assertNothingLeft(shelf);
			}
		},
	};
	return shelf;
}

const known: ReadonlySet<string> = new Set(Object.values(shelfNames));

function assertNothingLeft(shelf: TemporaryShelf): void {
	const { directory } = shelf;
	const left = shelf.segments().length - shelf.objects().length;
	if (left !== 0) throw new Error(`${left} segments are left without a name`);
	const recycled = shelf.recycled().length;
	if (recycled > 0) throw new Error(`${recycled} recycled segments are left`);
	const strange = readdirSync(directory).filter((name) => !known.has(name));
	if (strange.length > 0) throw new Error(`${strange} is left`);
	if (existsSync(join(directory, shelfNames.socket))) {
		throw new Error("The socket is left");
	}
	const fd = openSync(join(directory, shelfNames.lock), "r");
	try {
		if (!tryLockFile(fd)) throw new Error("The lock is left");
	} finally {
		closeSync(fd);
	}
}
