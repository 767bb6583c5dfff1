import { shelfDirectory } from "../../config.ts";
import { ConnectionError } from "../../errors.ts";
import { defineCommand } from "../command.ts";
import { serveDetached } from "../detach.ts";
import { checkRemoveIpc } from "../doctor/remove-ipc.ts";
import { openShelf } from "../open-shelf.ts";
import { write } from "../output/write.ts";
import { takeTurn } from "../take-turn.ts";

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
	},
	examples: ["serve --detach --memory 8GiB"],
	async run({ dir, detach, memory }) {
		const directory = shelfDirectory(dir);
		await (detach
			? detached(directory, memory)
			: foreground(directory, memory));
	},
});

async function foreground(
	directory: string,
	memory: number | undefined,
): Promise<void> {
	const { startDaemon } = await import("../../daemon/lifecycle.ts");
	const daemon = await startDaemon({
		directory,
		...(memory === undefined ? {} : { capacity: memory }),
	});
	let isStopping = false;
	for (const signal of ["SIGINT", "SIGTERM"] as const) {
		process.on(signal, () => {
			if (isStopping) process.exit(130);
			isStopping = true;
			daemon.stop();
		});
	}
	try {
		warnAboutLogout(directory);
		write(1, `arrowshelf is serving ${directory}\n`);
	} catch (error) {
		await daemon.stop();
		throw error;
	}
	await daemon.closed;
}

async function detached(
	directory: string,
	memory: number | undefined,
): Promise<void> {
	// Of several that start at once the first starts a daemon, the others find it.
	using _turn = takeTurn(directory);
	const serving = await servingPid(directory);
	if (serving !== null) {
		write(1, `arrowshelf already serves ${directory} (pid ${serving})\n`);
		return;
	}
	const pid = await serveDetached(directory, memory);
	write(1, `arrowshelf is serving ${directory} (pid ${pid})\n`);
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

function warnAboutLogout(directory: string): void {
	const { status, detail, remedy } = checkRemoveIpc(directory);
	if (status !== "ok") {
		write(2, `arrowshelf: systemd's RemoveIPC is ${detail}; ${remedy}\n`);
	}
}
