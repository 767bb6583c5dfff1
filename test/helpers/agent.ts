import { errorFromMessage, type ShelfError } from "../../src/errors.ts";
import { linesOf } from "./lines-of.ts";

/** A client process of test/fixtures/client/agent.ts. */
export interface Agent {
	readonly pid: number;
	/** Has it do something. Throws the error that it met, or that it ended. */
	// biome-ignore lint/suspicious/noExplicitAny: whatever the operation gives
	ask(op: string, fields?: object): Promise<any>;
	/** kill -9; resolves when the process is gone. */
	kill(): Promise<void>;
}

/** Starts a client process, which says nothing to any daemon yet. */
export async function startAgent(): Promise<Agent> {
	const child = Bun.spawn(
		[process.execPath, `${import.meta.dir}/../fixtures/client/agent.ts`],
		{ stdin: "pipe", stdout: "pipe", stderr: "inherit" },
	);
	const waiting = new Map<number, PromiseWithResolvers<unknown>>();
	const lines = linesOf(child.stdout);
	await lines.next();
	let last = 0;

	async function receive(): Promise<void> {
		for await (const line of lines) {
			const { id, ok, error } = JSON.parse(line);
			const asked = waiting.get(id);
			waiting.delete(id);
			if (error === undefined) asked?.resolve(ok);
			else asked?.reject(errorFrom(error));
		}
		for (const { reject } of waiting.values()) {
			reject(new Error("The client process ended"));
		}
		waiting.clear();
	}
	const received = receive();

	return {
		pid: child.pid,
		ask(op, fields = {}) {
			const asked = Promise.withResolvers<unknown>();
			// Whoever asks may look at the answer much later.
			asked.promise.catch(() => {});
			last += 1;
			waiting.set(last, asked);
			child.stdin.write(`${JSON.stringify({ id: last, op, ...fields })}\n`);
			child.stdin.flush();
			return asked.promise;
		},
		async kill() {
			child.kill("SIGKILL");
			await child.exited;
			await received;
		},
	};
}

function errorFrom(error: ShelfError): Error {
	if (error.code === undefined) return new Error(error.message);
	return errorFromMessage(error);
}
