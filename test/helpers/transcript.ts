import { dirname } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { executable } from "./executable.ts";

/** A command line as a person would type it, and all that then stood on the
 * terminal. */
export interface Exchange {
	readonly command: string;
	readonly shown: string;
}

const prompt = "$ ";

/** Reads a transcript: a line `$ COMMAND`, then what was shown; lines before
 * the first command are a comment. */
export function readTranscript(text: string): {
	readonly comment: string;
	readonly exchanges: readonly Exchange[];
} {
	const [comment = "", ...parts] = `\n${text}`.split(/^\$ /m);
	const exchanges = parts.map((part) => {
		const end = part.indexOf("\n");
		return { command: part.slice(0, end), shown: part.slice(end + 1) };
	});
	return { comment: comment.slice(1), exchanges };
}

/** The same as text. */
export function writeTranscript(
	comment: string,
	exchanges: readonly Exchange[],
): string {
	return (
		comment +
		exchanges
			.map(({ command, shown }) => `${prompt}${command}\n${shown}`)
			.join("")
	);
}

/** Stands before and after the exit code, behind all that was shown. */
const endMark = "\u001e";
/** Both marks: what appears may be cut anywhere. */
const isOver = new RegExp(`${endMark}\\d+${endMark}$`);

/**
 * Runs `command` by sh in a pseudo-terminal of 100 columns, with `arrowshelf`
 * on PATH, and gives what stands there at the end: progress bars are gone, and
 * so are colours; a failure's exit code is a line `[exit N]`.
 */
export async function runInTerminal(
	command: string,
	cwd: string,
	env: Readonly<Record<string, string>>,
): Promise<string> {
	const { promise, resolve } = Promise.withResolvers<string>();
	const decoder = new TextDecoder();
	let text = "";
	const script = `(${command}\n); printf '\\036%d\\036' $?`;
	const child = Bun.spawn(["sh", "-c", script], {
		cwd,
		env: {
			TERM: "xterm-256color",
			PATH: `${dirname(executable)}:${process.env.PATH}`,
			HOME: cwd,
			...env,
		},
		terminal: {
			cols: 100,
			rows: 40,
			data: (_, bytes) => {
				text += decoder.decode(bytes, { stream: true });
				if (isOver.test(text)) resolve(text);
			},
		},
	});
	const [shown = "", exitCode] = (await promise).split(endMark);
	await child.exited;
	child.terminal?.close();
	return whatStands(shown) + (exitCode === "0" ? "" : `[exit ${exitCode}]\n`);
}

/** What a progress bar draws itself anew with. */
const redrawn = "\r\u001b[2K";

function whatStands(text: string): string {
	return text
		.replaceAll("\r\n", "\n")
		.split("\n")
		.map((line) => line.split(redrawn).at(-1) ?? "")
		.map((line) => stripVTControlCharacters(line).trimEnd())
		.join("\n");
}
