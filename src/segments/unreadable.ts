import { FileError } from "../errors.ts";

/** The error for a file that cannot be mapped.
 * @param why a reason, or what the system threw */
export function unreadable(path: string, why: unknown): FileError {
	const isReason = typeof why === "string";
	const reason = isReason ? why : reasonOf(why);
	return new FileError(
		"unreadable",
		`Cannot map ${JSON.stringify(path)}: ${reason}`,
		{ details: { path }, ...(isReason ? {} : { cause: why }) },
	);
}

const reasons: Readonly<Record<string, string>> = {
	ENOENT: "there is no such file",
	ENOTDIR: "a part of the path is not a directory",
	EACCES: "permission denied",
	EISDIR: "it is a directory",
};

function reasonOf(cause: unknown): string {
	const { code } = cause as { code?: string };
	return (
		reasons[code ?? ""] ??
		(cause instanceof Error ? cause.message : String(cause))
	);
}
