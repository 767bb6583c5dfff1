import {
	chmodSync,
	closeSync,
	constants,
	ftruncateSync,
	lstatSync,
	openSync,
	readdirSync,
	unlinkSync,
} from "node:fs";
import { join } from "node:path";
import { shelfNames, socketPath } from "../../config.ts";
import { ExistsError } from "../../errors.ts";
import { formatSize } from "../../format-size.ts";
import { tryLockFile } from "../../os/file-lock.ts";
import { ownershipProblem } from "../../os/own-directory.ts";
import { innerDirectories } from "./contents.ts";
import { leftOvers } from "./left-overs.ts";

/**
 * Mends what is safe to mend, with the shelf's lock held, so that no daemon
 * serves meanwhile: closes our directories to others, removes a stale socket,
 * frees what is nobody's. What was sealed is never touched.
 *
 * @returns what was done, a sentence each
 * @throws {ExistsError} `exists` when a daemon serves the shelf
 */
export function fixShelf(directory: string): string[] {
	if (!isShelf(directory)) return [];
	const done = closeToOthers(directory);
	// A directory that is not ours alone even so is not ours to work in.
	if (ownershipProblem(directory) !== undefined) return done;
	using _lock = takeLock(directory);
	for (const path of innerDirectories(directory)) {
		done.push(...closeToOthers(path));
		if (ownershipProblem(path) !== undefined) return done;
	}
	const socket = socketPath(directory);
	if (lstatSync(socket, { throwIfNoEntry: false })?.isSocket()) {
		unlinkSync(socket);
		done.push(`Removed the stale socket ${socket}`);
	}
	for (const { path, bytes, what } of leftOvers(directory)) {
		unlinkSync(path);
		done.push(`Freed ${formatSize(bytes)}: the ${what} ${path}`);
	}
	return done;
}

/** Not somebody's home directory by mistake: it is empty, or has a lock. */
function isShelf(directory: string): boolean {
	const stats = lstatSync(directory, { throwIfNoEntry: false });
	if (!stats?.isDirectory()) return false;
	const names = readdirSync(directory);
	return names.length === 0 || names.includes(shelfNames.lock);
}

function closeToOthers(path: string): string[] {
	const problem = ownershipProblem(path);
	if (!problem?.isMendable) return [];
	chmodSync(path, 0o700);
	return [`Closed ${path} to others; its mode was ${problem.mode}`];
}

/** A daemon that starts meanwhile waits: there is no process id in the lock. */
function takeLock(directory: string): Disposable {
	const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
	const path = join(directory, shelfNames.lock);
	const lock = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
	if (!tryLockFile(lock)) {
		closeSync(lock);
		throw new ExistsError(
			"exists",
			`Cannot mend ${JSON.stringify(directory)}: a daemon serves it and keeps it in order; end it first with: arrowshelf stop`,
			{ details: { directory } },
		);
	}
	ftruncateSync(lock);
	return { [Symbol.dispose]: () => closeSync(lock) };
}
