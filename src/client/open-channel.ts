import { join } from "node:path";
import { shelfNames, socketPath } from "../config.ts";
import { ConnectionError } from "../errors.ts";
import { isFileLocked } from "../os/file-lock.ts";
import { Channel } from "./channel.ts";

/** How long a daemon that lives is given to answer. */
const patienceMs = 10_000;
const firstPauseMs = 5;
const longestPauseMs = 100;

/**
 * An open channel to the daemon of a shelf, or undefined where there is none.
 *
 * A daemon that has the shelf's lock and does not take the connection is
 * starting, ending, or has more of them waiting than the kernel queues, which
 * looks as if nobody listened: it is asked again, for up to 10 seconds.
 *
 * @throws {ConnectionError} `forbidden` (another user's shelf), `no_daemon`
 */
export async function openChannel(
	directory: string,
): Promise<Channel | undefined> {
	const path = socketPath(directory);
	const lock = join(directory, shelfNames.lock);
	const endMs = performance.now() + patienceMs;
	let pauseMs = firstPauseMs;
	for (;;) {
		const channel = await openIfThere(path);
		if (channel !== undefined) return channel;
		if (!isFileLocked(lock) || performance.now() > endMs) return undefined;
		// Not all of those who wait at the same moment.
		await Bun.sleep(pauseMs * (0.5 + Math.random()));
		pauseMs = Math.min(pauseMs * 2, longestPauseMs);
	}
}

async function openIfThere(path: string): Promise<Channel | undefined> {
	try {
		return await Channel.open(path);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "ENOENT" || code === "ECONNREFUSED" || code === "EAGAIN") {
			return undefined;
		}
		const forbidden = code === "EACCES" || code === "EPERM";
		throw new ConnectionError(
			forbidden ? "forbidden" : "no_daemon",
			`Cannot connect to ${JSON.stringify(path)}: ${forbidden ? "it belongs to another user; choose a directory of your own with --dir or ARROWSHELF_DIR" : code}`,
			{ details: { path }, cause: error },
		);
	}
}
