import { join } from "node:path";
import { linesOf } from "./lines-of.ts";

const fixtures = join(import.meta.dir, "../fixtures");

/** A real process from test/fixtures, ended with its test. */
export interface Child extends AsyncDisposable {
	readonly pid: number;
	/** Whether it was killed with `kill`. */
	readonly isKilled: boolean;
	/** The next line that it prints. */
	line(): Promise<string>;
	/** Ends its input, which is how fixtures are asked to stop. */
	end(): Promise<number>;
	/** kill -9; resolves when the process is gone. */
	kill(): Promise<void>;
}

/** Starts `bun test/fixtures/<name> ...args`; its errors go to ours. */
export function startChild(name: string, ...args: string[]): Child {
	const child = Bun.spawn([process.execPath, join(fixtures, name), ...args], {
		stdin: "pipe",
		stdout: "pipe",
		stderr: "inherit",
	});
	const lines = linesOf(child.stdout);
	let isKilled = false;
	async function kill(): Promise<void> {
		isKilled = true;
		child.kill("SIGKILL");
		await child.exited;
	}
	return {
		pid: child.pid,
		get isKilled() {
			return isKilled;
		},
		async line() {
			const { value, done } = await lines.next();
			if (done) throw new Error(`${name} ended without another line`);
			return value;
		},
		async end() {
			child.stdin.end();
			return await child.exited;
		},
		kill,
		[Symbol.asyncDispose]: kill,
	};
}
