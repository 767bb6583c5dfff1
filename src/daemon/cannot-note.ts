import { FileError } from "../errors.ts";

/** What to say when the catalog cannot be written. */
export function cannotNote(cause: unknown): FileError {
	const { message, code } = cause as { message: string; code?: unknown };
	const isFull = code === "SQLITE_FULL" || code === "ENOSPC";
	const reason = isFull
		? "the file system has no room for the shelf's catalog"
		: `the shelf's catalog cannot be written: ${message}`;
	return new FileError(
		isFull ? "disk_full" : "unreadable",
		`Cannot note an object: ${reason}`,
		{ cause, details: { reason } },
	);
}
