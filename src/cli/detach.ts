import {
	closeSync,
	constants,
	fstatSync,
	openSync,
	readFileSync,
} from "node:fs";
import { join } from "node:path";
import { shelfNames } from "../config.ts";
import { ConnectionError } from "../errors.ts";
import type { WhenFull } from "../protocol/messages.ts";
import { checkShelfDirectory } from "./doctor/shelf-directory.ts";
import { selfCommand } from "./self-command.ts";

/** What `serve` passes on to the daemon in the background. */
export interface ServeOptions {
	/** Bytes. */
	readonly memory: number | undefined;
	readonly whenFull: WhenFull | undefined;
	/** Absolute. */
	readonly spillDirectory: string | undefined;
	/** Milliseconds. */
	readonly idleExit: number | undefined;
}

/**
 * Starts `serve` in a session of its own, its standard error going to the
 * shelf's log, and waits for the one line with which it says that it answers.
 * @param directory the shelf's, which is there
 * @returns the daemon's process id
 * @throws {ConnectionError} `no_daemon` with the line that it failed with,
 * `forbidden` where the directory is not ours alone
 */
export async function serveDetached(
	directory: string,
	{ memory, whenFull, spillDirectory, idleExit }: ServeOptions,
): Promise<number> {
	const log = openLog(directory);
	const start = fstatSync(log).size;
	const command = [...selfCommand(), "serve", "--dir", directory];
	if (memory !== undefined) command.push("--memory", String(memory));
	if (whenFull !== undefined) command.push("--when-full", whenFull);
	if (spillDirectory !== undefined) command.push("--spill-dir", spillDirectory);
	if (idleExit !== undefined) command.push("--idle-exit", `${idleExit}ms`);
	// Elsewhere than in the caller's directory, which the daemon would keep
	// busy, and which may hold files that Bun reads at its start.
	const child = Bun.spawn(command, {
		cwd: "/",
		stdin: "ignore",
		stdout: "pipe",
		stderr: log,
		detached: true,
	});
	closeSync(log);
	const { value: line } = await child.stdout.getReader().read();
	if (line !== undefined) {
		child.unref();
		return child.pid;
	}
	await child.exited;
	throw new ConnectionError("no_daemon", lastLine(directory, start));
}

/** The directory is checked first: in one that others may write to, the log
 * could be a link to anything. */
function openLog(directory: string): number {
	const { status, detail, remedy } = checkShelfDirectory(directory);
	if (status !== "ok") {
		throw new ConnectionError(
			"forbidden",
			`Cannot use the shelf directory: ${detail}; ${remedy}`,
			{ details: { directory } },
		);
	}
	const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW } = constants;
	const log = openSync(
		join(directory, shelfNames.log),
		O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW,
		0o600,
	);
	return log;
}

function lastLine(directory: string, start: number): string {
	const path = join(directory, shelfNames.log);
	const bytes = readFileSync(path);
	// The daemon starts the log over when it has grown.
	const text = bytes.subarray(bytes.length < start ? 0 : start).toString();
	const line = text.split("\n").findLast((line) => /^arrowshelf: /.test(line));
	return (
		line?.replace(/^arrowshelf: /, "") ??
		`The daemon ended before it answered; see ${path}`
	);
}
