import { version } from "../config.ts";
import { commands } from "./commands.ts";
import { manualFacts } from "./manual-facts.ts";

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

Every command has --help with examples, and --dir to name another shelf;
--version prints the version.

Examples:
  arrowshelf put points.csv --key points
  arrowshelf knn shelf:points -k 10 --output near.arrow
  arrowshelf demo

Exit codes:
${table(manualFacts.exitCodes)}

Environment:
${table(manualFacts.variables)}
`;
}

function table(facts: readonly (readonly [string, string])[]): string {
	const width = Math.max(...facts.map(([name]) => name.length));
	const lines = facts.map(
		([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`,
	);
	return lines.join("\n");
}
