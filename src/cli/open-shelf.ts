import type { Shelf } from "../client/shelf.ts";
import { shelfDirectory } from "../config.ts";
import { note } from "./output/notes.ts";
import { checkUsageOf } from "./usage-error.ts";

/** A daemon answers in a millisecond, and starts in some 100. */
const patienceMs = 2000;

export interface OpenShelfOptions {
	/** The value of `--dir`. */
	readonly dir: string | undefined;
	/** Start a daemon where none answers. */
	readonly autostart?: boolean;
}

/**
 * Connects to the shelf that `--dir` or the environment names.
 * @throws {ConnectionError} `no_daemon`, with the command that starts one
 * @throws {UsageError} a directory that cannot be a shelf's
 */
export async function openShelf({
	dir,
	autostart = false,
}: OpenShelfOptions): Promise<Shelf> {
	const { connect } = await import("../client/connect.ts");
	const waiting = setTimeout(() => {
		note(`Waiting for the daemon of ${shelfDirectory(dir)} to answer`);
	}, patienceMs);
	try {
		const connected = connect({ dir, autostart, client: "arrowshelf" });
		return await checkUsageOf(connected);
	} finally {
		clearTimeout(waiting);
	}
}
