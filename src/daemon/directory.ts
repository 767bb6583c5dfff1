import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import { limits, shelfNames, socketPath } from "../config.ts";
import { ConnectionError, FileError } from "../errors.ts";
import { makeOwnDirectory, ownershipProblem } from "../os/own-directory.ts";

/** Where a shelf keeps its things. */
export interface ShelfPaths {
	readonly directory: string;
	readonly socket: string;
	readonly lock: string;
	readonly epoch: string;
	readonly segments: string;
	readonly objects: string;
	/** Freed segments that are kept for the next puts. */
	readonly free: string;
	readonly catalog: string;
	/** Says which directory on disk has the spilled objects. */
	readonly spilled: string;
}

/**
 * Makes the shelf's directory (0700) with what is in it, or makes sure that
 * the one that is there is ours alone.
 *
 * @throws {ConnectionError} `forbidden` for a directory that is a link, that
 * another user owns, or that others may enter
 * @throws {FileError} `unreadable` when it cannot be made, or its path is too
 * long for a Unix socket
 */
export function prepareDirectory(directory: string): ShelfPaths {
	checkSocketPath(socketPath(directory));
	makeOwnDirectory(directory);
	checkOwnAlone(directory);
	const paths = {
		directory,
		socket: socketPath(directory),
		lock: join(directory, shelfNames.lock),
		epoch: join(directory, shelfNames.epoch),
		segments: join(directory, shelfNames.segments),
		objects: join(directory, shelfNames.objects),
		free: join(directory, shelfNames.free),
		catalog: join(directory, shelfNames.catalog),
		spilled: join(directory, shelfNames.spilled),
	};
	for (const path of [paths.segments, paths.objects, paths.free]) {
		makeOwnDirectory(path);
		checkOwnAlone(path);
	}
	return paths;
}

/** Names of the regular files in a directory of the shelf, in order. */
export function fileNames(directory: string): string[] {
	return readdirSync(directory, { withFileTypes: true })
		.filter((entry: Dirent) => entry.isFile())
		.map((entry) => entry.name)
		.sort();
}

function checkSocketPath(path: string): void {
	const given = Buffer.byteLength(path);
	if (given <= limits.socketPathBytes) return;
	throw new FileError(
		"unreadable",
		`Cannot listen on ${JSON.stringify(path)}: a Unix socket's path has at most ${limits.socketPathBytes} bytes, this one has ${given}; choose a shorter shelf directory`,
		{ details: { path, limit: limits.socketPathBytes, given } },
	);
}

function checkOwnAlone(path: string): void {
	const problem = ownershipProblem(path);
	if (problem === undefined) return;
	const { detail, remedy, owner, mode } = problem;
	throw new ConnectionError(
		"forbidden",
		`Cannot keep a shelf in ${JSON.stringify(path)}: ${detail}; ${remedy}`,
		{ details: { path, owner, mode } },
	);
}
