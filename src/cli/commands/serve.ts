import { resolve } from "node:path";
import { limits, shelfDirectory } from "../../config.ts";
import type { Daemon } from "../../daemon/lifecycle.ts";
import { ConnectionError } from "../../errors.ts";
import type { WhenFull } from "../../protocol/messages.ts";
import { checkDuration } from "../check-duration.ts";
import { defineCommand } from "../command.ts";
import { type ServeOptions, serveDetached } from "../detach.ts";
import { checkRemoveIpc } from "../doctor/remove-ipc.ts";
import { openShelf } from "../open-shelf.ts";
import { write } from "../output/write.ts";
import { stopOnSignals } from "../stop-on-signals.ts";
import { takeTurn } from "../take-turn.ts";
import { UsageError } from "../usage-error.ts";

export const serve = defineCommand({
	name: "serve",
	description:
		"Runs the daemon that keeps the shelf, until Ctrl-C or arrowshelf stop. What is on the shelf stays there for the next one.",
	options: {
		detach: {
			kind: "flag",
			summary: "run in the background; return once it answers",
		},
		memory: {
			kind: "size",
			hint: "SIZE",
			summary:
				"what tables may take, such as 8GiB (default: half of what is free)",
		},
		whenFull: {
			kind: "choice",
			choices: ["reject", "evict", "spill"],
			summary:
				"what becomes of a put that does not fit: it is refused (default), or the least recently used tables go, for good or to disk",
		},
		spillDir: {
			kind: "text",
			hint: "DIR",
			summary: "where --when-full spill moves tables to, on a disk",
		},
		idleExit: {
			kind: "duration",
			hint: "TIME",
			summary: "end when no connection was open for so long, such as 10m",
		},
	},
	examples: [
		"serve --detach --memory 8GiB",
		"serve --detach --when-full spill --spill-dir /var/tmp/spilled",
	],
	async run({ dir, detach, memory, whenFull, spillDir, idleExit }) {
		const directory = shelfDirectory(dir);
		checkDuration("--idle-exit", idleExit ?? 0, limits.waitMs);
		const spillDirectory = spillDirectoryOf(whenFull, spillDir);
		const options = { memory, whenFull, spillDirectory, idleExit };
		await (detach
			? detached(directory, options)
			: foreground(directory, options));
	},
});

/** Absolute: a daemon in the background runs in another directory. */
function spillDirectoryOf(
	whenFull: WhenFull | undefined,
	given: string | undefined,
): string | undefined {
	if (whenFull === "spill" && given === undefined) {
		throw new UsageError(
			"--when-full spill needs --spill-dir DIR, where tables are moved to",
		);
	}
	if (given === undefined) return undefined;
	if (whenFull !== "spill") {
		throw new UsageError("--spill-dir needs --when-full spill");
	}
	return resolve(given);
}

async function foreground(
	directory: string,
	{ memory, whenFull, spillDirectory, idleExit }: ServeOptions,
): Promise<void> {
	const { startDaemon } = await import("../../daemon/lifecycle.ts");
	const daemon = await startDaemon({
		directory,
		...(memory === undefined ? {} : { capacity: memory }),
		...(whenFull === undefined ? {} : { whenFull }),
		...(spillDirectory === undefined ? {} : { spillDirectory }),
		...(idleExit === undefined ? {} : { idleExitMs: idleExit }),
	});
	stopOnSignals(daemon);
	try {
		warnAboutLogout(directory, daemon);
		write(1, `arrowshelf is serving ${directory}\n`);
	} catch (error) {
		await daemon.stop();
		throw error;
	}
	await daemon.closed;
}

async function detached(
	directory: string,
	options: ServeOptions,
): Promise<void> {
	// Of several that start at once the first starts a daemon, the others find it.
	using _turn = takeTurn(directory);
	const serving = await servingPid(directory);
	if (serving !== null) {
		write(1, `arrowshelf already serves ${directory} (pid ${serving})\n`);
		return;
	}
	const started = await serveDetached(directory, options).catch(
		async (error) => {
			// Another in the foreground, which waits for no turn, may have been faster.
			const other = await servingPid(directory);
			if (other === null) throw error;
			write(1, `arrowshelf already serves ${directory} (pid ${other})\n`);
			return null;
		},
	);
	if (started === null) return;
	write(1, `arrowshelf is serving ${directory} (pid ${started})\n`);
}

async function servingPid(directory: string): Promise<number | null> {
	try {
		await using shelf = await openShelf({ dir: directory });
		return (await shelf.health()).pid;
	} catch (error) {
		if (error instanceof ConnectionError && error.code === "no_daemon") {
			return null;
		}
		throw error;
	}
}

function warnAboutLogout(directory: string, daemon: Daemon): void {
	const { status, detail, remedy } = checkRemoveIpc(directory);
	if (status !== "ok") {
		daemon.warn(`systemd's RemoveIPC is ${detail}; ${remedy}`);
	}
}
