import {
	chmodSync,
	type Dirent,
	lstatSync,
	mkdirSync,
	readdirSync,
	type Stats,
} from "node:fs";
import { join } from "node:path";
import { limits, shelfNames, socketPath } from "../config.ts";
import { ConnectionError, FileError } from "../errors.ts";

/** Where a shelf keeps its things. */
export interface ShelfPaths {
	readonly directory: string;
	readonly socket: string;
	readonly lock: string;
	readonly epoch: string;
	readonly segments: string;
	readonly objects: string;
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
	makeDirectory(directory);
	checkOwnAlone(directory, lstatSync(directory));
	const paths = {
		directory,
		socket: socketPath(directory),
		lock: join(directory, shelfNames.lock),
		epoch: join(directory, shelfNames.epoch),
		segments: join(directory, shelfNames.segments),
		objects: join(directory, shelfNames.objects),
	};
	for (const path of [paths.segments, paths.objects]) {
		makeDirectory(path);
		checkOwnAlone(path, lstatSync(path));
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

/** Makes it with mode 0700 whatever the umask; one that is there stays. */
function makeDirectory(path: string): void {
	try {
		mkdirSync(path, { mode: 0o700 });
		chmodSync(path, 0o700);
	} catch (cause) {
		const { code, message } = cause as NodeJS.ErrnoException;
		if (code === "EEXIST") return;
		throw new FileError(
			"unreadable",
			`Cannot make the directory ${JSON.stringify(path)}: ${message}`,
			{ cause, details: { path } },
		);
	}
}

function checkOwnAlone(path: string, stats: Stats): void {
	const uid = process.getuid?.() ?? 0;
	const mode = (stats.mode & 0o7777).toString(8).padStart(4, "0");
	const problem = stats.isSymbolicLink()
		? "it is a symbolic link; name the directory itself"
		: !stats.isDirectory()
			? "it is not a directory; remove it or choose another"
			: stats.uid !== uid
				? `user ${stats.uid} owns it, not user ${uid}; choose a directory of your own`
				: (stats.mode & 0o077) !== 0
					? `its mode is ${mode}, others may enter; run: chmod 700 ${path}`
					: undefined;
	if (problem === undefined) return;
	throw new ConnectionError(
		"forbidden",
		`Cannot keep a shelf in ${JSON.stringify(path)}: ${problem}`,
		{ details: { path, owner: stats.uid, mode } },
	);
}
