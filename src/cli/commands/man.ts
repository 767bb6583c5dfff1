import { defineCommand } from "../command.ts";
import { manPage } from "../man-page.ts";
import { write } from "../output/write.ts";

export const man = defineCommand({
	name: "man",
	description:
		"Prints the manual page, in the format of man(1), with all commands and options.",
	options: {},
	examples: ["man | man -l -", "man > ~/.local/share/man/man1/arrowshelf.1"],
	async run(_values, _positionals, commands) {
		const entries = await Promise.all(
			commands.map(async ({ group, load }) => {
				return { group, command: await load() };
			}),
		);
		write(1, manPage(entries));
	},
});
