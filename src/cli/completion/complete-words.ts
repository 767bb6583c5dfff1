import type { CommandEntry } from "../command.ts";
import { completeArgument } from "./complete-argument.ts";
import type { Completion, FindKeys } from "./completion.ts";

/**
 * Says what can stand at the end of an unfinished command line, from the same
 * data that the line would be read with.
 * @param words what follows the program's name, the last one unfinished
 * @param commands all there are
 */
export async function completeWords(
	words: readonly string[],
	commands: readonly CommandEntry[],
	findKeys: FindKeys,
): Promise<Completion> {
	const [name = ""] = words;
	if (words.length <= 1) return completeCommand(name, commands);
	const entry = commands.find((candidate) => candidate.name === name);
	if (entry === undefined) return { candidates: [], takesFiles: false };
	return completeArgument(await entry.load(), words.slice(1), findKeys);
}

function completeCommand(
	beginning: string,
	commands: readonly CommandEntry[],
): Completion {
	const all = [
		...commands.map(({ name, summary }) => ({
			text: name,
			summary,
		})),
		{ text: "--help", summary: "show every command" },
		{ text: "--version", summary: "print the version" },
	];
	const isOption = beginning.startsWith("-");
	return {
		candidates: all.filter(
			({ text }) =>
				text.startsWith(beginning) && text.startsWith("-") === isOption,
		),
		takesFiles: false,
	};
}
