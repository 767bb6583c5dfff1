import { readFileSync } from "node:fs";

/** The command's name of a process as the system gives it (at most 15
 * characters); "?" when the process is gone. */
export function processName(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/comm`, "utf8").trim() || "?";
	} catch {
		return "?";
	}
}
