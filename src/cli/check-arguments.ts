import { nearestName } from "../arrow/nearest-name.ts";
import type { Command, Option } from "./command.ts";
import { expectedText, optionName, type ValuedOption } from "./option-value.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Refuses what a command does not take, and brings the rest into one form that
 * cannot be misread: `--name` or `--name=value`, then `--`, then positionals.
 * The values of an option that may be repeated become one, a JSON array.
 * @throws {UsageError} unknown option, missing or unexpected value, an option
 * given twice
 */
export function checkArguments(
	command: Command,
	argv: readonly string[],
): string[] {
	const options: string[] = [];
	const positionals: string[] = [];
	const seen = new Set<string>();
	const repeated = new Map<string, string[]>();
	for (let i = 0; i < argv.length; i++) {
		const token = argv[i] as string;
		if (token === "--") {
			positionals.push(...argv.slice(i + 1));
			break;
		}
		if (!token.startsWith("-") || token === "-") {
			positionals.push(token);
			continue;
		}
		const { name, option, value } = splitOption(command, token);
		const given = optionName(name);
		if (option.kind === "pairs" || option.kind === "texts") {
			const values = repeated.get(given) ?? [];
			repeated.set(given, values);
			values.push(value ?? nextValue(given, option, argv[++i]));
			continue;
		}
		if (seen.has(name)) throw new UsageError(`Option ${given} is given twice`);
		seen.add(name);
		if (option.kind === "flag") {
			if (value !== undefined) {
				throw new UsageError(
					`Option ${given} takes no value, got ${JSON.stringify(value)}`,
				);
			}
			options.push(given);
		} else if (value !== undefined || mayStandAlone(option)) {
			options.push(`${given}=${value ?? ""}`);
		} else {
			options.push(`${given}=${nextValue(given, option, argv[++i])}`);
		}
	}
	for (const [given, values] of repeated) {
		options.push(`${given}=${JSON.stringify(values)}`);
	}
	return [...options, "--", ...positionals];
}

function mayStandAlone(option: Option): boolean {
	return "optional" in option && option.optional === true;
}

function nextValue(
	given: string,
	option: ValuedOption,
	next: string | undefined,
): string {
	const isOption = next !== undefined && /^-[^\d.]/.test(next);
	if (next === undefined || isOption) {
		throw new UsageError(
			`Missing value: ${given} expects ${expectedText(option, "")}${isOption ? `, got the option ${next}` : ""}`,
		);
	}
	return next;
}

/** `--name`, `--name=value`, `-n`, `-n=value` or `-nvalue`. */
function splitOption(
	command: Command,
	token: string,
): { name: string; option: Option; value: string | undefined } {
	const isLong = token.startsWith("--");
	const equals = token.indexOf("=");
	const end = isLong ? (equals === -1 ? token.length : equals) : 2;
	const given = token.slice(0, end);
	const rest = token.slice(end);
	const value =
		rest === "" ? undefined : rest.startsWith("=") ? rest.slice(1) : rest;
	for (const [name, option] of Object.entries(command.options)) {
		if (given === optionName(name) || given === `-${option.alias}`) {
			return { name, option, value };
		}
	}
	throw unknownOption(command, isLong ? given : token);
}

function unknownOption(command: Command, given: string): UsageError {
	const near = nearestName(given, Object.keys(command.options).map(optionName));
	return new UsageError(
		`Unknown option ${JSON.stringify(given)} for ${command.name}; ${
			near === null
				? `arrowshelf ${command.name} --help lists them`
				: `did you mean ${near}?`
		}`,
	);
}
