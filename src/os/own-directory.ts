import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { FileError } from "../errors.ts";

/** Why something is not ours alone, and what to do about it. */
export interface OwnershipProblem {
	readonly detail: string;
	readonly remedy: string;
	/** Whose it is. */
	readonly owner: number;
	/** Its permissions in octal, four digits. */
	readonly mode: string;
	/** Whether closing it to others is all that is to be done. */
	readonly isMendable: boolean;
}

/**
 * Why a directory cannot be trusted with what we keep: it is a link, not a
 * directory, another user's, or others may enter it.
 * @returns undefined for one that is ours alone
 * @throws the system's error where there is nothing (ENOENT)
 */
export function ownershipProblem(path: string): OwnershipProblem | undefined {
	const stats = lstatSync(path);
	const uid = process.getuid?.() ?? 0;
	const mode = (stats.mode & 0o7777).toString(8).padStart(4, "0");
	const problem = (detail: string, remedy: string, isMendable = false) => {
		return { detail, remedy, owner: stats.uid, mode, isMendable };
	};
	if (stats.isSymbolicLink()) {
		return problem("it is a symbolic link", "name the directory itself");
	}
	if (!stats.isDirectory()) {
		return problem("it is not a directory", "remove it or choose another");
	}
	if (stats.uid !== uid) {
		return problem(
			`user ${stats.uid} owns it, not user ${uid}`,
			"choose a directory of your own with --dir or ARROWSHELF_DIR",
		);
	}
	if ((stats.mode & 0o077) !== 0) {
		return problem(
			`it has mode ${mode}, open to others`,
			`chmod 700 ${path}`,
			true,
		);
	}
	return undefined;
}

/**
 * Makes a directory with mode 0700 whatever the umask; what is there stays as
 * it is.
 * @param withParents also those above it
 * @throws {FileError} `unreadable` when it cannot be made
 */
export function makeOwnDirectory(path: string, withParents = false): void {
	try {
		// With parents, undefined says that it was there.
		const made = mkdirSync(path, { mode: 0o700, recursive: withParents });
		if (made !== undefined || !withParents) chmodSync(path, 0o700);
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
