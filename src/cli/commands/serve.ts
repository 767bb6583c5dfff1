import { limits, shelfDirectory } from "../../config.ts";
import type { Daemon } from "../../daemon/lifecycle.ts";
import { ConnectionError } from "../../errors.ts";
import { defineCommand } from "../command.ts";
import { type ServeOptions, serveDetached } from "../detach.ts";
import { checkRemoveIpc } from "../doctor/remove-ipc.ts";
import { openShelf } from "../open-shelf.ts";
import { formatSeconds } from "../output/units.ts";
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
		idleExit: {
			kind: "duration",
			hint: "TIME",
			summary: "end when no connection was open for so long, such as 10m",
		},
	},
	examples: ["serve --detach --memory 8GiB"],
	async run({ dir, detach, memory, idleExit }) {
		const directory = shelfDirectory(dir);
		if (idleExit !== undefined) checkIdleExit(idleExit);
		const options = { memory, idleExit };
		await (detach
			? detached(directory, options)
			: foreground(directory, options));
	},
});

/** More is more than a timer can hold. */
function checkIdleExit(ms: number): void {
	if (ms <= limits.waitMs) return;
	throw new UsageError(
		`--idle-exit expects at most ${Math.floor(limits.waitMs / 86_400e3)} days, got ${formatSeconds(ms / 1000)}`,
	);
}

async function foreground(
	directory: string,
	{ memory, idleExit }: ServeOptions,
): Promise<void> {
	const { startDaemon } = await import("../../daemon/lifecycle.ts");
	const daemon = await startDaemon({
		directory,
		...(memory === undefined ? {} : { capacity: memory }),
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
