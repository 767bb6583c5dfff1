import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { formatSize } from "../../format-size.ts";
import { ownershipProblem } from "../../os/own-directory.ts";
import type { Health } from "../../protocol/messages.ts";
import { type Finding, fine } from "./finding.ts";

const check = "spill directory";

/** Less free space than this holds hardly a table. */
const smallBytes = 256 * 1024 * 1024;

/** Whether the daemon can move tables to where it was told to.
 * @param health what it says of itself; null where none answers */
export function checkSpillDirectory(health: Health | null): Finding {
	// A daemon of an earlier version does not say.
	const directory = health?.spill_dir ?? null;
	if (directory === null) return fine(check, "none in use");
	if (!existsSync(directory)) {
		return {
			check,
			status: "broken",
			detail: `${directory} is not there: what was spilled cannot come back`,
			remedy: "bring it back, such as by mounting its disk; then get again",
		};
	}
	const problem = ownershipProblem(directory);
	if (problem !== undefined) {
		const { detail, remedy } = problem;
		return {
			check,
			status: "broken",
			detail: `${directory}: ${detail}`,
			remedy,
		};
	}
	return spaceOf(directory);
}

function spaceOf(directory: string): Finding {
	const { bsize, blocks, bavail } = statfsSync(directory);
	const free = bsize * bavail;
	const detail = `${directory}: ${formatSize(free)} free of ${formatSize(bsize * blocks)}`;
	if (!isWritable(directory)) {
		return {
			check,
			status: "broken",
			detail: `${directory} cannot be written to`,
			remedy: "mount it for writing, or serve with another --spill-dir",
		};
	}
	if (free >= smallBytes) return fine(check, detail);
	return {
		check,
		status: "warning",
		detail,
		remedy: "make room there, or serve with --spill-dir on another disk",
	};
}

function isWritable(directory: string): boolean {
	try {
		accessSync(directory, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}
