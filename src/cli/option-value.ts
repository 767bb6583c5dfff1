import { nearestName } from "../arrow/nearest-name.ts";
import type { Option } from "./command.ts";
import { parseDuration, parseSize } from "./output/units.ts";
import { readPairs } from "./read-pairs.ts";
import { UsageError } from "./usage-error.ts";

/** How an option is written: `measureRecall` as `--measure-recall`. */
export function optionName(name: string): string {
	return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * An option's text as the value that its kind promises; undefined when it was
 * not given, except a flag, which is false then.
 * @throws {UsageError} the text does not fit; says what was expected
 */
export function optionValue(
	name: string,
	option: Option,
	given: unknown,
): unknown {
	if (option.kind === "flag") return given === true;
	if (given === undefined) return undefined;
	if (option.kind === "pairs") return readPairs(optionName(name), given);
	if (option.kind === "texts") return JSON.parse(String(given));
	const text = String(given);
	const value = read(option, text);
	if (value === undefined) {
		throw new UsageError(
			`${optionName(name)} expects ${expectedText(option, text)}, got ${JSON.stringify(text)}`,
		);
	}
	return value;
}

/** What a choice can be, as people are told: `flat`, `factory:STRING`. */
export function choicesOf({
	choices,
	prefixes = [],
}: Extract<Option, { kind: "choice" }>): readonly string[] {
	const open = prefixes.map((prefix) =>
		prefix === "shelf:" ? "shelf:KEY" : `${prefix}STRING`,
	);
	return [...choices, ...open];
}

/** An option that is not a flag. */
export type ValuedOption = Exclude<Option, { kind: "flag" }>;

type SingleOption = Exclude<ValuedOption, { kind: "pairs" | "texts" }>;

/** The value, or undefined where the text does not fit. */
function read(option: SingleOption, text: string): unknown {
	switch (option.kind) {
		case "text":
			if (text === "" && option.optional) return true;
			return text === "" ? undefined : text;
		case "list": {
			const names = text.split(",").map((name) => name.trim());
			return names.includes("") ? undefined : names;
		}
		case "choice":
			return isChoice(option, text) ? text : undefined;
		case "size":
			return parseSize(text);
		case "duration":
			return option.orNever && text === "never" ? text : parseDuration(text);
		case "integer":
		case "number": {
			if (text === "" && option.optional) return true;
			const pattern =
				option.kind === "integer"
					? /^[+-]?\d+$/
					: /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
			if (!pattern.test(text)) return undefined;
			const value = Number(text);
			return value >= option.min && value <= option.max ? value : undefined;
		}
	}
}

/** What an option's value has to be; `text`, what was given, may be near. */
export function expectedText(option: ValuedOption, text: string): string {
	switch (option.kind) {
		case "text":
		case "texts":
			return option.hint;
		case "list":
			return "names separated by commas";
		case "choice": {
			const near = nearestName(text, option.choices);
			const all = choicesOf(option).join(", ");
			return `one of ${all}${near === null ? "" : ` (did you mean ${near}?)`}`;
		}
		case "size":
			return "a size such as 8GiB or 500MB";
		case "duration":
			return `a duration such as 90s or 1h${option.orNever ? ", or never" : ""}`;
		case "pairs":
			return option.hint;
		case "integer":
		case "number": {
			const { kind, min, max } = option;
			const what = kind === "integer" ? "a whole number" : "a number";
			if (min === -Number.MAX_VALUE) return what;
			return max < Number.MAX_SAFE_INTEGER
				? `${what} from ${min} to ${max}`
				: `${what} of at least ${min}`;
		}
	}
}

function isChoice(
	{ choices, prefixes }: Extract<Option, { kind: "choice" }>,
	text: string,
): boolean {
	const isOpen = (prefix: string) =>
		text.startsWith(prefix) && text.length > prefix.length;
	return choices.includes(text) || prefixes?.some(isOpen) === true;
}
