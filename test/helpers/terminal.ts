import { existsSync } from "node:fs";
import { executable } from "./executable.ts";

/** The executable in a terminal of its own. */
export interface InTerminal {
	/** Its exit code, once all that it wrote has appeared. */
	readonly exited: Promise<number>;
	/** What has appeared so far, control sequences included. */
	text(): string;
	/** Resolves with what has appeared once `pattern` is in it. */
	shows(pattern: RegExp): Promise<string>;
	/** Types, as on a keyboard: "\x03" is Ctrl-C. */
	type(keys: string): void;
}

/** Starts the executable in a pseudo-terminal, with an empty environment. */
export function startInTerminal(
	args: readonly string[],
	env: Readonly<Record<string, string>> = {},
): InTerminal {
	if (!existsSync(executable)) {
		throw new Error(`${executable} is missing: bun run build makes it`);
	}
	let text = "";
	const decoder = new TextDecoder();
	const waiting = new Set<() => void>();
	const closed = Promise.withResolvers<void>();
	const child = Bun.spawn([executable, ...args], {
		cwd: "/",
		env: { TERM: "xterm-256color", ...env },
		terminal: {
			cols: 100,
			rows: 30,
			data(_, bytes) {
				text += decoder.decode(bytes, { stream: true });
				for (const look of waiting) look();
			},
			exit: () => closed.resolve(),
		},
	});
	const exited = closed.promise.then(() => child.exited);
	return {
		exited,
		text: () => text,
		shows(pattern) {
			const { promise, resolve, reject } = Promise.withResolvers<string>();
			const look = () => pattern.test(text) && resolve(text);
			waiting.add(look);
			look();
			exited.then(() => {
				reject(new Error(`Ended without ${pattern}: ${text}`));
			});
			return promise;
		},
		type: (keys) => void child.terminal?.write(keys),
	};
}
