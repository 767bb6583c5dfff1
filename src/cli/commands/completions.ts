import { type CommandEntry, defineCommand } from "../command.ts";
import { completeWords } from "../completion/complete-words.ts";
import { type ShellName, shellScripts } from "../completion/shell-scripts.ts";
import { openShelf } from "../open-shelf.ts";
import { write } from "../output/write.ts";
import { UsageError } from "../usage-error.ts";

/** More keys than anybody reads. */
const mostKeys = 200;

export const completions = defineCommand({
	name: "completions",
	description:
		"Prints what a shell must be told so that Tab completes commands, options, files and the keys on the shelf.",
	positional: {
		name: "SHELL",
		summary: "bash, zsh or fish",
		choices: Object.keys(shellScripts),
		min: 0,
		max: Number.POSITIVE_INFINITY,
		mayBeEmpty: true,
	},
	options: {
		complete: {
			kind: "flag",
			summary: "what the shell asks at a Tab: what can the last word become",
		},
	},
	examples: [
		"completions bash > ~/.local/share/bash-completion/completions/arrowshelf",
		"completions zsh > ~/.zfunc/_arrowshelf",
		"completions fish > ~/.config/fish/completions/arrowshelf.fish",
	],
	async run({ dir, complete }, words, commands) {
		if (complete) await printCompletion(words, commands, dir);
		else write(1, shellScripts[shellOf(words)]);
	},
});

function shellOf([shell, ...others]: readonly string[]): ShellName {
	if (others.length === 0 && shell !== undefined && shell in shellScripts) {
		return shell as ShellName;
	}
	const names = Object.keys(shellScripts).join(", ");
	throw new UsageError(
		`completions expects one SHELL of ${names}, got ${shell === undefined ? "none" : JSON.stringify([shell, ...others].join(" "))}`,
	);
}

async function printCompletion(
	words: readonly string[],
	commands: readonly CommandEntry[],
	ownDir: string | undefined,
): Promise<void> {
	const { candidates, takesFiles } = await completeWords(
		words,
		commands,
		async (beginning, dir = ownDir, kind) => {
			try {
				await using shelf = await openShelf({ dir });
				const objects = await shelf.list({ glob: `${beginning}*` });
				return objects
					.filter((object) => kind === undefined || object.kind === kind)
					.slice(0, mostKeys)
					.map(({ key }) => key);
			} catch {
				// At a Tab, a shelf that does not answer has no keys.
				return [];
			}
		},
	);
	const lines = candidates.map(({ text, summary }) => `${text}\t${summary}\n`);
	write(1, lines.join("") + (takesFiles ? ":files\n" : ""));
}
