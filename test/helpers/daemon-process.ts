import { start } from "./executable.ts";
import { linesOf } from "./lines-of.ts";

/** The executable's `serve`, in the foreground. */
export interface DaemonProcess {
	readonly pid: number;
	/** What it has written to stderr. */
	readonly complaints: string[];
	/** How it ended and what it said, when it has. */
	readonly ended: Promise<string>;
	/** kill -9; resolves when the process is gone. */
	kill(): Promise<void>;
	/** SIGTERM; resolves with the exit code. */
	stop(): Promise<number>;
}

/** Serves a shelf with the executable; resolves when it answers. */
export async function startDaemonProcess(
	dir: string,
	...args: string[]
): Promise<DaemonProcess> {
	const child = start(["serve", ...args], { dir });
	const complaints: string[] = [];
	const read = readLines(child.stderr, complaints);
	const first = await linesOf(child.stdout).next();
	if (first.done) {
		await read;
		throw new Error(`The daemon did not start: ${complaints.join("\n")}`);
	}
	async function end(signal: "SIGKILL" | "SIGTERM"): Promise<number> {
		child.kill(signal);
		await read;
		return await child.exited;
	}
	return {
		pid: child.pid,
		complaints,
		ended: child.exited.then((code) =>
			[`${child.signalCode ?? code}`, ...complaints].join("\n"),
		),
		async kill() {
			await end("SIGKILL");
		},
		stop: () => end("SIGTERM"),
	};
}

async function readLines(
	stream: ReadableStream<Uint8Array>,
	lines: string[],
): Promise<void> {
	for await (const line of linesOf(stream)) lines.push(line);
}
