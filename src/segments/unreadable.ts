import { FileError } from "../errors.ts";
import { whyRefused } from "../os/why-refused.ts";

/** The error for a file that cannot be mapped.
 * @param why a reason, or what the system threw */
export function unreadable(path: string, why: unknown): FileError {
	const isReason = typeof why === "string";
	const reason = isReason ? why : whyRefused(why);
	return new FileError(
		"unreadable",
		`Cannot map ${JSON.stringify(path)}: ${reason}`,
		{ details: { path }, ...(isReason ? {} : { cause: why }) },
	);
}
