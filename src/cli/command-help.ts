import type { Command, Option } from "./command.ts";
import { optionName } from "./option-value.ts";
import { wrapText } from "./output/wrap-text.ts";

/** What fits every terminal. */
const lineWidth = 80;

/** The text of `arrowshelf COMMAND --help`: options in groups, an example. */
export function commandHelp(command: Command): string {
	const { name, description, positional, examples } = command;
	const usage = positional ? `${name} ${positionalText(positional)}` : name;
	return [
		`Usage: arrowshelf ${usage} [OPTIONS]`,
		wrapText(description, lineWidth).join("\n"),
		...(positional ? [`${positional.name} is ${positional.summary}.`] : []),
		...optionGroups(command),
		[
			examples.length === 1 ? "Example:" : "Examples:",
			...examples.map((example) => `  arrowshelf ${example}`),
		].join("\n"),
	]
		.join("\n\n")
		.concat("\n");
}

/** `SOURCE`, `FILE...` or `[GLOB]`. */
export function positionalText({
	name,
	min,
	max,
}: NonNullable<Command["positional"]>): string {
	const many = max > 1 ? `${name}...` : name;
	return min === 0 ? `[${many}]` : many;
}

function optionGroups({ options }: Command): string[] {
	const entries = Object.entries(options).map(([key, option]) => ({
		group: option.group ?? "Options",
		left: optionText(key, option),
		summary: option.summary,
	}));
	const width = Math.max(...entries.map(({ left }) => left.length));
	const groups = Map.groupBy(entries, ({ group }) => group);
	return [...groups].map(([group, members]) => {
		const lines = members.flatMap(({ left, summary }) =>
			wrapText(summary, lineWidth - width - 4).map((part, index) => {
				return `  ${(index === 0 ? left : "").padEnd(width)}  ${part}`;
			}),
		);
		return [`${group}:`, ...lines].join("\n");
	});
}

function optionText(key: string, option: Option): string {
	const alias = option.alias === undefined ? "    " : `-${option.alias}, `;
	return alias + optionName(key) + valueText(option);
}

/** What stands behind an option's name: ` KEY`, `[=SAMPLE]`, or nothing. */
export function valueText(option: Option): string {
	if (option.kind === "flag") return "";
	if (option.kind === "choice") return ` ${option.choices.join("|")}`;
	return "optional" in option && option.optional
		? `[=${option.hint}]`
		: ` ${option.hint}`;
}
