import { readFileSync } from "node:fs";
import { constants } from "node:os";

/**
 * Whether this process was started with a signal ignored, as `nohup` starts one
 * for SIGHUP: a handler would undo that. As /proc/self/status tells (proc(5),
 * SigIgn); false where it cannot be read.
 */
export function isSignalIgnored(name: NodeJS.Signals): boolean {
	try {
		const status = readFileSync("/proc/self/status", "utf8");
		const ignored = /^SigIgn:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0";
		const bit = 1n << BigInt(constants.signals[name] - 1);
		return (BigInt(`0x${ignored}`) & bit) !== 0n;
	} catch {
		return false;
	}
}
