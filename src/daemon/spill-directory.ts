import {
	closeSync,
	existsSync,
	ftruncateSync,
	openSync,
	readFileSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { join } from "node:path";
import { ConnectionError, ExistsError } from "../errors.ts";
import { tryLockFile } from "../os/file-lock.ts";
import { makeOwnDirectory, ownershipProblem } from "../os/own-directory.ts";
import { parseObjectName } from "../protocol/object-name.ts";
import { fileNames, type ShelfPaths } from "./directory.ts";

/** In the directory: locked by the daemon, and says whose objects lie there. */
const ownerFile = "shelf";

/**
 * Makes a directory on disk the place for a shelf's spilled objects, or takes
 * the one that was. The shelf notes which it is.
 *
 * @returns lets go of it
 * @throws {ConnectionError} `forbidden` when it is not ours alone
 * @throws {ExistsError} `exists` when it is another shelf's
 * @throws {FileError} `unreadable` when it cannot be made
 */
export function takeSpillDirectory(
	directory: string,
	paths: ShelfPaths,
): () => void {
	makeOwnDirectory(directory, true);
	const problem = ownershipProblem(directory);
	if (problem !== undefined) {
		throw new ConnectionError(
			"forbidden",
			`Cannot spill to ${JSON.stringify(directory)}: ${problem.detail}; ${problem.remedy}`,
			{ details: { directory } },
		);
	}
	const fd = openSync(join(directory, ownerFile), "a+", 0o600);
	try {
		const owner = readFileSync(fd, "utf8").trim();
		const isOther = owner !== "" && owner !== paths.directory;
		if (!tryLockFile(fd) || (isOther && objectFiles(directory).length > 0)) {
			throw belongsTo(owner, directory);
		}
		ftruncateSync(fd);
		writeSync(fd, `${paths.directory}\n`);
		writeFileSync(paths.spilled, `${directory}\n`, { mode: 0o600 });
	} catch (error) {
		closeSync(fd);
		throw error;
	}
	return () => closeSync(fd);
}

/** What to tell of objects on disk that a daemon without a spill directory
 * does not serve; undefined where there are none. */
export function unservedSpill({ spilled }: ShelfPaths): string | undefined {
	if (!existsSync(spilled)) return undefined;
	const directory = readFileSync(spilled, "utf8").trim();
	const count = existsSync(directory) ? objectFiles(directory).length : 0;
	if (count === 0) return undefined;
	return `${count} spilled objects in ${JSON.stringify(directory)} are not served; serve with --when-full spill --spill-dir ${directory}`;
}

function objectFiles(directory: string): string[] {
	return fileNames(directory).filter((name) => parseObjectName(name));
}

function belongsTo(owner: string, directory: string): ExistsError {
	return new ExistsError(
		"exists",
		`Cannot spill to ${JSON.stringify(directory)}: it has objects of the shelf ${JSON.stringify(owner)}; choose a directory for this shelf alone`,
		{ details: { directory, owner } },
	);
}
