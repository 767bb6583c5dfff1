import { createHash } from "node:crypto";
import {
	closeSync,
	existsSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { tryLockFile } from "../src/os/file-lock.ts";

/** Where builds are kept, outside the checkout. */
export function cacheDirectory(): string {
	return (
		process.env.ARROWSHELF_CACHE ||
		join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "arrowshelf")
	);
}

/**
 * The cached folder `name`, made by `build` where it is not there yet. `build`
 * writes into a folder that gets its name at the end, so that an interrupted
 * build leaves nothing that counts. Of two at once, one builds and the other
 * waits for it.
 */
export async function cached(
	name: string,
	build: (directory: string) => Promise<void>,
): Promise<string> {
	const directory = join(cacheDirectory(), name);
	if (existsSync(directory)) return directory;
	mkdirSync(cacheDirectory(), { recursive: true });
	const lock = openSync(`${directory}.lock`, "a");
	try {
		while (!tryLockFile(lock)) await Bun.sleep(200);
		if (!existsSync(directory)) await buildInto(directory, build);
	} finally {
		closeSync(lock);
	}
	return directory;
}

/** Whoever calls holds the lock: what is unfinished is nobody's. */
async function buildInto(
	directory: string,
	build: (directory: string) => Promise<void>,
): Promise<void> {
	const unfinished = `${directory}.unfinished`;
	rmSync(unfinished, { recursive: true, force: true });
	mkdirSync(unfinished);
	try {
		await build(unfinished);
		renameSync(unfinished, directory);
	} finally {
		rmSync(unfinished, { recursive: true, force: true });
	}
}

/** One short name for all that goes into a build. */
export function hashOf(parts: readonly (string | Uint8Array)[]): string {
	const hash = createHash("sha256");
	for (const part of parts) hash.update(part).update("\0");
	return hash.digest("hex").slice(0, 16);
}

/** Names and contents of all files below `directory`, for hashOf. */
export function filesBelow(directory: string): (string | Uint8Array)[] {
	const names = readdirSync(directory, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
	return names.flatMap((name) => [
		name.slice(directory.length),
		readFileSync(name),
	]);
}
