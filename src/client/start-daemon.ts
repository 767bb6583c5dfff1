import { resolve } from "node:path";
import { environment } from "../config.ts";
import { CancelledError, ConnectionError } from "../errors.ts";

/**
 * Starts a daemon for `directory` in the background and waits until it
 * answers: `arrowshelf serve --detach` exits 0 only then, also when another
 * process was faster and its daemon is the one that answers.
 *
 * @throws {ConnectionError} `no_daemon` with the line that the command printed
 * @throws {CancelledError} when Ctrl-C or a closed terminal ended it, which ends
 * what it is part of
 */
export async function startDaemon(directory: string): Promise<void> {
	const command = [...executable(), "serve", "--detach", "--dir", directory];
	const child = spawn(command);
	const complaint = new Response(child.stderr).text();
	const exitCode = await child.exited;
	if (exitCode === 0) return;
	if (["SIGINT", "SIGTERM", "SIGHUP"].includes(`${child.signalCode}`)) {
		throw new CancelledError(
			"cancelled",
			`Interrupted while starting a daemon for ${JSON.stringify(directory)}`,
			{ details: { signal: child.signalCode } },
		);
	}
	const lines = (await complaint).trim().split("\n");
	const line = lines.at(-1)?.replace(/^arrowshelf: /, "");
	throw new ConnectionError(
		"no_daemon",
		`Cannot start a daemon for ${JSON.stringify(directory)}: ${line || `the command ended with ${child.signalCode ?? `exit code ${exitCode}`}`}`,
		{ details: { directory, command } },
	);
}

/** The command that is `arrowshelf`: the one named by the environment, this
 * very executable, or this package's own launcher run by this Bun. A program
 * that someone compiled around us is none of these and looks on PATH. */
function executable(): string[] {
	const named = process.env[environment.executable];
	if (named) return [resolve(named)];
	if (!Bun.main.startsWith("/$bunfs/")) {
		const launcher = new URL("../../bin/arrowshelf.ts", import.meta.url);
		return [process.execPath, Bun.fileURLToPath(launcher)];
	}
	if (/\/arrowshelf(\.[jt]s)?$/.test(Bun.main)) return [process.execPath];
	return [Bun.which("arrowshelf") ?? "arrowshelf"];
}

function spawn(command: string[]) {
	try {
		// Not in the caller's directory: Bun reads .env and bunfig.toml from
		// there, and a daemon would keep the file system busy.
		return Bun.spawn(command, {
			cwd: "/",
			stdin: "ignore",
			stdout: "ignore",
			stderr: "pipe",
		});
	} catch (error) {
		throw new ConnectionError(
			"no_daemon",
			`Cannot run ${JSON.stringify(command[0])} to start a daemon: ${(error as Error).message}`,
			{ details: { command }, cause: error },
		);
	}
}
