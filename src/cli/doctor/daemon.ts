import { existsSync } from "node:fs";
import { join } from "node:path";
import { shelfNames, socketPath, version } from "../../config.ts";
import { ConnectionError, ProtocolError } from "../../errors.ts";
import { isFileLocked } from "../../os/file-lock.ts";
import type { Health } from "../../protocol/messages.ts";
import { openShelf } from "../open-shelf.ts";
import { type Finding, fine } from "./finding.ts";

const check = "daemon";

export interface DaemonFinding {
	readonly finding: Finding;
	/** What the daemon says of itself; null where none answers. */
	readonly health: Health | null;
}

/** Whether a daemon answers, in our version; a socket without one is stale. */
export async function checkDaemon(directory: string): Promise<DaemonFinding> {
	try {
		await using shelf = await openShelf({ dir: directory });
		const health = await shelf.health();
		const detail = `arrowshelf ${health.version} answers, pid ${health.pid}`;
		if (health.version === version) {
			return { finding: fine(check, detail), health };
		}
		const finding: Finding = {
			check,
			status: "warning",
			detail: `${detail}; this is ${version}`,
			remedy: "arrowshelf stop, then arrowshelf serve --detach; tables stay",
		};
		return { finding, health };
	} catch (error) {
		if (error instanceof ProtocolError) {
			return { finding: strangerOn(directory, error), health: null };
		}
		if (!(error instanceof ConnectionError)) throw error;
		return { finding: findingOf(error, directory), health: null };
	}
}

/** What answers is no daemon of any version. */
function strangerOn(directory: string, { message }: ProtocolError): Finding {
	return {
		check,
		status: "broken",
		detail: `what answers at ${socketPath(directory)} is no arrowshelf: ${message}`,
		remedy: "end that program, or choose another --dir",
	};
}

function findingOf(error: ConnectionError, directory: string): Finding {
	if (error.code !== "no_daemon") {
		return {
			check,
			status: "broken",
			detail: error.message,
			remedy:
				error.code === "forbidden"
					? "choose a directory of your own with --dir or ARROWSHELF_DIR"
					: "arrowshelf stop of its own version, or another --dir",
		};
	}
	const lock = join(directory, shelfNames.lock);
	if (isFileLocked(lock)) {
		return {
			check,
			status: "broken",
			detail: `a daemon has ${lock} and does not answer`,
			remedy: `if it does not answer later either, end it: fuser -k ${lock}`,
		};
	}
	const socket = socketPath(directory);
	return existsSync(socket)
		? {
				check,
				status: "warning",
				detail: `${socket} is stale: its daemon was killed`,
				remedy:
					"arrowshelf doctor --fix removes it; arrowshelf serve takes it over",
			}
		: fine(check, "none runs; put starts it, or arrowshelf serve --detach");
}
