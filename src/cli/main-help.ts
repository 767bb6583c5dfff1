import { version } from "../config.ts";
import { commands } from "./commands.ts";

/** The text of `arrowshelf --help`: every command in its group. */
export function mainHelp(): string {
	const width = Math.max(...commands.map(({ name }) => name.length));
	const groups = Map.groupBy(commands, ({ group }) => group);
	const lists = [...groups].map(([group, entries]) =>
		[
			`${group}:`,
			...entries.map((entry) => {
				return `  ${entry.name.padEnd(width)}  ${entry.summary}`;
			}),
		].join("\n"),
	);
	return `arrowshelf ${version}: Arrow tables in shared memory, and nearest neighbours in them

Usage: arrowshelf COMMAND [OPTIONS]

${lists.join("\n\n")}

Every command has --help with an example, and --dir to name another shelf.

Example:
  arrowshelf put points.arrow --key points
  arrowshelf knn shelf:points -k 10 --output near.arrow
`;
}
