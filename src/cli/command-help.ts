import type { Command, Option, Positional } from "./command.ts";
import { choicesOf, optionName } from "./option-value.ts";
import { wrapText } from "./output/wrap-text.ts";

/** What fits every terminal. */
const lineWidth = 80;
/** An option that is longer stands on a line of its own, its text below. */
const leftWidth = 27;

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

/** `SOURCE`, `FILE...`, `[GLOB]` or `build shelf:KEY | ls | rm KEY`. */
export function positionalText({ name, forms, min, max }: Positional): string {
	if (forms !== undefined) return forms.join(" | ");
	const many = max > 1 ? `${name}...` : name;
	return min === 0 ? `[${many}]` : many;
}

function optionGroups({ options }: Command): string[] {
	const entries = Object.entries(options).map(([key, option]) => ({
		group: option.group ?? "Options",
		left: optionText(key, option),
		summary: option.summary,
	}));
	const lengths = entries.map(({ left }) => left.length);
	const width = Math.max(...lengths.filter((length) => length <= leftWidth));
	const groups = Map.groupBy(entries, ({ group }) => group);
	return [...groups].map(([group, members]) => {
		const lines = members.flatMap(({ left, summary }) => {
			const isLong = left.length > width;
			const parts = wrapText(summary, lineWidth - width - 4);
			const lefts = isLong ? [] : [left];
			return [
				...(isLong ? [`  ${left}`] : []),
				...parts.map(
					(part, i) => `  ${(lefts[i] ?? "").padEnd(width)}  ${part}`,
				),
			];
		});
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
	if (option.kind === "choice") return ` ${choicesOf(option).join("|")}`;
	return "optional" in option && option.optional
		? `[=${option.hint}]`
		: ` ${option.hint}`;
}
