import { resolve } from "node:path";
import { limits, shelfDirectory } from "../../config.ts";
import type { Daemon } from "../../daemon/lifecycle.ts";
import { ConnectionError } from "../../errors.ts";
import type { Health, Usage, WhenFull } from "../../protocol/messages.ts";
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
	if (await alreadyServes(directory, options)) return;
	const started = await serveDetached(directory, options).catch(
		async (error) => {
			// Another in the foreground, which waits for no turn, may have been faster.
			if (await alreadyServes(directory, options)) return null;
			throw error;
		},
	);
	if (started === null) return;
	write(1, `arrowshelf is serving ${directory} (pid ${started})\n`);
}

/** Says so, where a daemon does, and whether it does as is asked now. */
async function alreadyServes(
	directory: string,
	options: ServeOptions,
): Promise<boolean> {
	try {
		await using shelf = await openShelf({ dir: directory });
		const [health, usage] = [await shelf.health(), await shelf.usage()];
		write(1, `arrowshelf already serves ${directory} (pid ${health.pid})\n`);
		if (!isAsAsked(options, health, usage)) {
			write(
				2,
				"It keeps the options that it was started with: arrowshelf status shows them; arrowshelf stop, then serve changes them\n",
			);
		}
		return true;
	} catch (error) {
		if (error instanceof ConnectionError && error.code === "no_daemon") {
			return false;
		}
		throw error;
	}
}

function isAsAsked(
	{ memory, whenFull, spillDirectory }: ServeOptions,
	{ when_full, spill_dir }: Health,
	{ capacity }: Usage,
): boolean {
	return (
		(memory ?? capacity) === capacity &&
		(whenFull ?? when_full) === when_full &&
		(spillDirectory ?? spill_dir) === spill_dir
	);
}

function warnAboutLogout(directory: string, daemon: Daemon): void {
	const { status, detail, remedy } = checkRemoveIpc(directory);
	if (status !== "ok") {
		daemon.warn(`systemd's RemoveIPC is ${detail}; ${remedy}`);
	}
}
