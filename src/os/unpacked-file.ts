import {
	lstatSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

/**
 * Gives a file of the executable a path on disk, unpacked on the first call
 * ever: in a directory of the user's own, under its name in the executable,
 * which ends with a hash of its content. Bun would unpack it by itself, and read
 * and hash all of it whenever a thread opens it: of 18 MB, 2 to 3 ms in the main
 * thread and 1.3 in each Worker, where opening this path takes 0.4 and 0.02.
 *
 * @param embedded its path inside the executable
 * @returns `embedded` itself where it cannot be unpacked safely: the directory
 * is somebody else's, open to others, or full
 */
export function unpackedFile(embedded: string): string {
	const directory = join(tmpdir(), `arrowshelf-${process.getuid?.() ?? 0}`);
	const path = join(directory, basename(embedded));
	try {
		mkdirSync(directory, { recursive: true, mode: 0o700 });
		if (!isOwn(directory)) return embedded;
		// Bun.file() would tell, too, and have all of it counted as memory in use,
		// for which 20 MB of library cost a garbage collection of 1.5 ms.
		if (!isUnpacked(path, statSync(embedded).size)) unpack(embedded, path);
		return path;
	} catch {
		// Bun says what is wrong, if its own way does not work either.
		return embedded;
	}
}

/** Whether nobody else can have put or changed anything in it. */
function isOwn(directory: string): boolean {
	const stats = lstatSync(directory);
	const isOpen = (stats.mode & 0o077) !== 0;
	return stats.isDirectory() && stats.uid === process.getuid?.() && !isOpen;
}

function isUnpacked(path: string, size: number): boolean {
	const stats = lstatSync(path, { throwIfNoEntry: false });
	return stats?.isFile() === true && stats.size === size;
}

/** It gets its name when it is whole. */
function unpack(embedded: string, path: string): void {
	const unfinished = `${path}.${process.pid}`;
	try {
		writeFileSync(unfinished, readFileSync(embedded), { mode: 0o600 });
		renameSync(unfinished, path);
	} finally {
		rmSync(unfinished, { force: true });
	}
}
