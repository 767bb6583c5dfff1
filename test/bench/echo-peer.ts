import { join } from "node:path";
import { linesOf } from "../helpers/lines-of.ts";

/** One connection to the echo. */
export interface EchoClient extends Disposable {
	/** Sends one object and waits for it to come back. */
	roundTrip(message: object): Promise<unknown>;
}

/** The bare echo as a process, as the daemon is one. */
export interface Echo extends AsyncDisposable {
	connect(): Promise<EchoClient>;
}

/** Starts subjects/echo.ts on the socket `path`. */
export async function startEcho(path: string): Promise<Echo> {
	const script = join(import.meta.dir, "subjects/echo.ts");
	const child = Bun.spawn([process.execPath, script, path], {
		stdin: "ignore",
		stdout: "pipe",
		stderr: "inherit",
	});
	await linesOf(child.stdout).next();
	return {
		connect: () => connectEcho(path),
		async [Symbol.asyncDispose]() {
			child.kill();
			await child.exited;
		},
	};
}

async function connectEcho(path: string): Promise<EchoClient> {
	const decoder = new TextDecoder();
	let rest = "";
	let resolve: (message: unknown) => void = () => {};
	const socket = await Bun.connect({
		unix: path,
		socket: {
			data(_, chunk) {
				rest += decoder.decode(chunk);
				if (!rest.endsWith("\n")) return;
				const message = JSON.parse(rest);
				rest = "";
				resolve(message);
			},
		},
	});
	return {
		roundTrip(message) {
			const answer = new Promise<unknown>((done) => {
				resolve = done;
			});
			socket.write(`${JSON.stringify(message)}\n`);
			return answer;
		},
		[Symbol.dispose]: () => socket.end(),
	};
}
