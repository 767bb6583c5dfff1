import { FileError } from "../errors.ts";

/** What to say of bytes that a file does not take: `disk_full`, or `unreadable`
 * for any other reason. */
export function cannotWrite(position: number, cause: unknown): FileError {
	const full = (cause as { code?: string }).code === "ENOSPC";
	return new FileError(
		full ? "disk_full" : "unreadable",
		`Cannot write at byte ${position}: ${full ? "the file system is full" : cause instanceof Error ? cause.message : String(cause)}`,
		{ cause, details: { position } },
	);
}
