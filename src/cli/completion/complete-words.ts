import { type CommandEntry, commands } from "../commands.ts";
import { completeArgument } from "./complete-argument.ts";

/** One way to go on; `summary` says what it is, or is empty. */
export interface Candidate {
	readonly text: string;
	readonly summary: string;
}

/** What can stand at the cursor. */
export interface Completion {
	readonly candidates: readonly Candidate[];
	/** Whether the name of a file can, too. */
	readonly takesFiles: boolean;
}

/** Keys on the shelf that begin with a text; none where no daemon answers. */
export type FindKeys = (
	beginning: string,
	dir: string | undefined,
) => Promise<readonly string[]>;

/**
 * Says what can stand at the end of an unfinished command line, from the same
 * data that the line would be read with.
 * @param words what follows the program's name, the last one unfinished
 */
export async function completeWords(
	words: readonly string[],
	findKeys: FindKeys,
): Promise<Completion> {
	const [name = ""] = words;
	if (words.length <= 1) return completeCommand(name);
	const entry = commands.find((candidate) => candidate.name === name);
	if (entry === undefined) return { candidates: [], takesFiles: false };
	return completeArgument(await entry.load(), words.slice(1), findKeys);
}

function completeCommand(beginning: string): Completion {
	const all = [
		...commands.map(({ name, summary }: CommandEntry) => ({
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
