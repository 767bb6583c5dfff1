import { type ArgsDef, parseArgs } from "citty";
import { checkArguments } from "./check-arguments.ts";
import type { Command, Option } from "./command.ts";
import { optionName, optionValue } from "./option-value.ts";
import { UsageError } from "./usage-error.ts";

export interface ParsedArguments {
	readonly values: Readonly<Record<string, unknown>>;
	readonly positionals: readonly string[];
}

/**
 * Reads the arguments of one command: citty parses, strictly checked before
 * (it takes unknown options and missing values without a word) and given their
 * types after (it knows only text).
 * @throws {UsageError} naming the argument, what was expected and what came
 */
export function parseArguments(
	command: Command,
	argv: readonly string[],
): ParsedArguments {
	const checked = checkArguments(command, argv);
	const parsed = parseArgs(checked, cittyArguments(command));
	const values: Record<string, unknown> = {};
	for (const [name, option] of Object.entries(command.options)) {
		values[name] = optionValue(name, option, parsed[name]);
	}
	const positionals = parsed._;
	checkPositionals(command, positionals, argv);
	return { values, positionals };
}

function cittyArguments({ options }: Command): ArgsDef {
	return Object.fromEntries(
		Object.entries(options).map(([name, option]) => [
			name,
			{ type: cittyType(option), description: option.summary },
		]),
	);
}

/** Whether a word is an option whose value may be left out. */
function takesOptionally({ options }: Command, word: string): boolean {
	return Object.entries(options).some(
		([name, option]) =>
			"optional" in option && option.optional && word === optionName(name),
	);
}

function cittyType({ kind }: Option): "boolean" | "string" {
	return kind === "flag" ? "boolean" : "string";
}

function checkPositionals(
	command: Command,
	given: readonly string[],
	argv: readonly string[],
): void {
	const { name, positional } = command;
	const { min, max } = positional ?? { min: 0, max: 0 };
	const extra = given[max];
	if (extra !== undefined) {
		const before = argv[argv.lastIndexOf(extra) - 1] ?? "";
		const why = takesOptionally(command, before)
			? `the value of ${before} is given as ${before}=${extra}`
			: positional === undefined
				? `${name} takes none`
				: `${name} takes only one ${positional.name}, ${positional.summary}`;
		throw new UsageError(
			`Unexpected argument ${JSON.stringify(extra)}: ${why}`,
		);
	}
	if (given.length < min) {
		throw new UsageError(
			`Missing ${positional?.name}: ${name} needs ${positional?.summary}; see arrowshelf ${name} --help`,
		);
	}
	if (given.includes("") && !positional?.mayBeEmpty) {
		throw new UsageError(`Expected ${positional?.summary}, got an empty text`);
	}
}
