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

/** Where spilled objects are, and may be. */
export interface SpillPlace {
	readonly directory: string | undefined;
	/** One that the shelf had and that is not there now: a disk that is not
	 * mounted, say. What lies in it must not come back over newer versions. */
	readonly missing: string | undefined;
}

/**
 * The directory that was asked for; without one, that of an earlier daemon as
 * long as objects lie there: they are served, whatever is done with new ones.
 * @throws {ExistsError} `exists` when objects lie in another one
 */
export function spillPlace(
	asked: string | undefined,
	{ spilled }: ShelfPaths,
): SpillPlace {
	const noted = existsSync(spilled)
		? readFileSync(spilled, "utf8").trim()
		: undefined;
	if (noted === undefined) return { directory: asked, missing: undefined };
	if (!existsSync(noted)) return { directory: asked, missing: noted };
	const count = objectFiles(noted).length;
	if (asked !== undefined && asked !== noted && count > 0) {
		throw new ExistsError(
			"exists",
			`Cannot spill to ${JSON.stringify(asked)}: ${count} spilled objects of this shelf lie in ${JSON.stringify(noted)}; serve with that directory until they are gone`,
			{ details: { directory: asked, noted, count } },
		);
	}
	return {
		directory: asked ?? (count > 0 ? noted : undefined),
		missing: undefined,
	};
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
