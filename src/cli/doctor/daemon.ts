import { existsSync } from "node:fs";
import { socketPath, version } from "../../config.ts";
import { ConnectionError } from "../../errors.ts";
import { openShelf } from "../open-shelf.ts";
import { type Finding, fine } from "./finding.ts";

const check = "daemon";

/** Whether a daemon answers, in our version; a socket without one is stale. */
export async function checkDaemon(directory: string): Promise<Finding> {
	try {
		await using shelf = await openShelf({ dir: directory });
		const health = await shelf.health();
		const detail = `arrowshelf ${health.version} answers, pid ${health.pid}`;
		if (health.version === version) return fine(check, detail);
		return {
			check,
			status: "warning",
			detail: `${detail}; this is ${version}`,
			remedy: "arrowshelf stop, then arrowshelf serve --detach; tables stay",
		};
	} catch (error) {
		if (!(error instanceof ConnectionError)) throw error;
		if (error.code !== "no_daemon") {
			return {
				check,
				status: "broken",
				detail: error.message,
				remedy: "arrowshelf stop of its own version, or another --dir",
			};
		}
		const socket = socketPath(directory);
		return existsSync(socket)
			? {
					check,
					status: "warning",
					detail: `${socket} is stale: its daemon was killed`,
					remedy: "arrowshelf serve --detach takes it over",
				}
			: fine(check, "none runs; put starts it, or arrowshelf serve --detach");
	}
}
