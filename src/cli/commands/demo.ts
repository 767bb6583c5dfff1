import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { shelfDirectory } from "../../config.ts";
import { CancelledError, ShelfError } from "../../errors.ts";
import { defineCommand } from "../command.ts";
import { writeDemoPoints } from "../demo-points.ts";
import { ExitError } from "../exit-error.ts";
import { interruptSignal } from "../interrupt.ts";
import { openShelf } from "../open-shelf.ts";
import { bold, faint } from "../output/terminal.ts";
import { formatCount } from "../output/units.ts";
import { write } from "../output/write.ts";
import { selfCommand } from "../self-command.ts";

const rowCount = 100_000;

export const demo = defineCommand({
	name: "demo",
	description:
		"Puts 100,000 random points on the shelf in one process, finds their nearest neighbours in another, and takes them off again.",
	options: {},
	examples: ["demo"],
	async run({ dir }) {
		const signal = interruptSignal({ isPatient: true });
		const directory = shelfDirectory(dir);
		const scratch = mkdtempSync(join(tmpdir(), "arrowshelf-demo-"));
		const key = `demo-${basename(scratch).slice(-6)}`;
		try {
			const file = join(scratch, "points.arrow");
			await writeDemoPoints(file, rowCount);
			write(1, `${formatCount(rowCount)} random points in the unit cube\n\n`);
			try {
				// It may be interrupted when its work is done.
				await step(["put", file, "--key", key], directory, signal);
				await step(["ls", key], directory, signal);
				await step(["knn", `shelf:${key}`], directory, signal);
			} finally {
				await takeOff(key, directory);
			}
		} finally {
			rmSync(scratch, { recursive: true, force: true });
		}
		write(1, faint(1, "The daemon keeps running; arrowshelf stop ends it\n"));
	},
});

/** Runs one command as a process of its own; what it prints goes out. */
async function step(
	command: readonly string[],
	directory: string,
	signal: AbortSignal,
): Promise<void> {
	signal.throwIfAborted();
	write(1, `${bold(1, `$ arrowshelf ${command.join(" ")}`)}\n`);
	const child = Bun.spawn([...selfCommand(), ...command, "--dir", directory], {
		stdin: "ignore",
		stdout: "inherit",
		stderr: "inherit",
	});
	// Ctrl-C reaches both processes, SIGTERM only this one.
	const pass = () => child.kill("SIGTERM");
	process.once("SIGTERM", pass);
	const exitCode = await child.exited;
	process.off("SIGTERM", pass);
	// What stopped it, it has said, unless it had not even begun: then its end
	// can be seen here before the signal that came to this process too.
	if (child.signalCode !== null) {
		throw endedBy(`${child.signalCode}`, command);
	}
	if (exitCode !== 0) throw new ExitError(exitCode);
	signal.throwIfAborted();
	write(1, "\n");
}

function endedBy(name: string, [command]: readonly string[]): Error {
	if (["SIGINT", "SIGTERM", "SIGHUP"].includes(name)) {
		return new CancelledError("cancelled", "Interrupted", {
			details: { signal: name },
		});
	}
	return new Error(`arrowshelf ${command} was ended by ${name}`);
}

/** The key goes also after a failure or Ctrl-C; a missing one is as good. */
async function takeOff(key: string, directory: string): Promise<void> {
	try {
		await using shelf = await openShelf({ dir: directory });
		await shelf.delete(key);
	} catch (error) {
		if (!(error instanceof ShelfError)) throw error;
	}
}
