import { version } from "../config.ts";
import { type Command, commonOptions, type Option } from "./command.ts";
import { positionalText, valueText } from "./command-help.ts";
import { manualFacts } from "./manual-facts.ts";
import { optionName } from "./option-value.ts";

/** A command and the heading it stands under. */
export interface ManEntry {
	readonly group: string;
	readonly command: Command;
}

/**
 * The manual page of the whole command line, as man(7) describes the format:
 * the same data that `--help` prints.
 */
export function manPage(entries: readonly ManEntry[]): string {
	const groups = Map.groupBy(entries, ({ group }) => group);
	return `${[
		`.TH ARROWSHELF 1 "" "arrowshelf ${version}" "User Commands"`,
		".SH NAME",
		"arrowshelf \\- Arrow tables in shared memory, and nearest neighbours in them",
		".SH SYNOPSIS",
		".B arrowshelf",
		".I COMMAND",
		"[\\fIOPTIONS\\fR]",
		".SH DESCRIPTION",
		"Keeps Apache Arrow tables in shared memory under a name, lets any number of",
		"processes read them without copying, and finds nearest neighbours in them on",
		"all cores.",
		...[...groups].flatMap(([group, members]) => [
			`.SH ${escapeRoff(group).toUpperCase()}`,
			...members.flatMap(({ command }) => commandSection(command)),
		]),
		".SH OPTIONS OF EVERY COMMAND",
		...optionList(Object.entries(commonOptions)),
		".SH EXIT STATUS",
		...manualFacts.exitCodes.flatMap(factText),
		".SH ENVIRONMENT",
		...manualFacts.variables.flatMap(factText),
	].join("\n")}\n`;
}

function commandSection(command: Command): string[] {
	const { name, description, positional, options, examples } = command;
	const usage = positional ? ` ${positionalText(positional)}` : "";
	return [
		`.SS "${escapeRoff(`${name}${usage}`)}"`,
		escapeRoff(description),
		...(positional
			? tagged(
					`\\fI${escapeRoff(positional.name)}\\fR`,
					escapeRoff(positional.summary),
				)
			: []),
		...optionList(
			Object.entries(options).filter(([key]) => !(key in commonOptions)),
		),
		".PP",
		examples.length === 1 ? "Example:" : "Examples:",
		".PP",
		".nf",
		...examples.map((example) => `    arrowshelf ${escapeRoff(example)}`),
		".fi",
	];
}

function optionList(options: readonly [string, Option][]): string[] {
	return options.flatMap(([key, option]) =>
		tagged(optionTag(key, option), escapeRoff(option.summary)),
	);
}

function optionTag(key: string, option: Option): string {
	const names = [option.alias && `-${option.alias}`, optionName(key)];
	const bold = names
		.filter((written) => written !== undefined)
		.map((written) => `\\fB${escapeRoff(written)}\\fR`)
		.join(", ");
	return bold + escapeRoff(valueText(option));
}

function factText([name, meaning]: readonly [string, string]): string[] {
	return tagged(`\\fB${escapeRoff(name)}\\fR`, escapeRoff(meaning));
}

function tagged(tag: string, text: string): string[] {
	return [".TP", tag, text];
}

/** Hyphens are not dashes, a backslash is itself, and no line is a request. */
function escapeRoff(text: string): string {
	return text
		.replaceAll("\\", "\\e")
		.replaceAll("-", "\\-")
		.replaceAll('"', "\\(dq")
		.replace(/^([.'])/gm, "\\&$1");
}
