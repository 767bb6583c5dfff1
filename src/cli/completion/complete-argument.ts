import type { Command, Option, Positional } from "../command.ts";
import { optionName } from "../option-value.ts";
import type { Candidate, Completion, FindKeys } from "./completion.ts";

const nothing: Completion = { candidates: [], takesFiles: false };

/**
 * Completes the last of the words behind a command's name: an option, an
 * option's value, or an argument. What was given once is not offered again.
 */
export async function completeArgument(
	command: Command,
	words: readonly string[],
	findKeys: FindKeys,
): Promise<Completion> {
	const current = words.at(-1) ?? "";
	const before = words.slice(0, -1);
	const dir = givenFor("--dir", before);
	const keys = (beginning: string) => findKeys(beginning, dir);
	if (!before.includes("--")) {
		const waiting = takesNext(command, before.at(-1));
		if (waiting !== undefined) {
			return await completeValue(namesOf(waiting), current, "", keys);
		}
		const equals = current.indexOf("=");
		if (current.startsWith("-") && equals !== -1) {
			const option = optionOf(command, current.slice(0, equals));
			if (option === undefined) return nothing;
			const text = current.slice(equals + 1);
			const given = current.slice(0, equals + 1);
			return await completeValue(namesOf(option), text, given, keys);
		}
		if (current.startsWith("-"))
			return completeOption(command, before, current);
	}
	const { positional } = command;
	if (positional === undefined) return nothing;
	const values = valuesOf(positional);
	// Where there are choices, they stand first.
	const { choices } = values;
	const isChosen = before.some((word) => choices.includes(word));
	const first = {
		...values,
		areKeys: false,
		areSources: false,
		areFiles: false,
	};
	const now = isChosen
		? { ...values, choices: [] }
		: choices.length > 0
			? first
			: values;
	return await completeValue(now, current, "", keys);
}

/** What a value is, as far as completing goes. */
interface Values {
	readonly choices: readonly string[];
	readonly areKeys: boolean;
	/** Keys are written `shelf:KEY`, for files go too. */
	readonly areSources: boolean;
	readonly areFiles: boolean;
}

/** Hints and names of arguments are written for people, and say enough. */
function valuesOf({ name, forms = [name], choices = [] }: Positional): Values {
	const text = forms.join(" ");
	return {
		choices,
		areKeys: /(?<!shelf:)KEY|GLOB/.test(text),
		areSources: /SOURCE|shelf:KEY/.test(text),
		areFiles: /FILE|SOURCE|DIR/.test(text),
	};
}

function namesOf(option: Option): Values {
	if (option.kind === "choice") {
		const { choices, prefixes = [] } = option;
		const areSources = prefixes.includes("shelf:");
		const open = prefixes.filter((prefix) => prefix !== "shelf:");
		const none = { areKeys: false, areFiles: false };
		return { choices: [...choices, ...open], areSources, ...none };
	}
	return valuesOf({
		name: option.kind === "text" ? option.hint : "",
		summary: "",
		min: 0,
		max: 0,
	});
}

async function completeValue(
	{ choices, areKeys, areSources, areFiles }: Values,
	current: string,
	given: string,
	keys: (beginning: string) => Promise<readonly string[]>,
): Promise<Completion> {
	const isShelf = areSources && current.startsWith("shelf:");
	const texts = [...choices];
	if (isShelf) {
		const found = await keys(current.slice("shelf:".length));
		texts.push(...found.map((key) => `shelf:${key}`));
	} else if (areKeys) texts.push(...(await keys(current)));
	else if (areSources) texts.push("shelf:");
	return {
		candidates: texts
			.filter((text) => text.startsWith(current))
			.map((text) => ({ text: given + text, summary: "" })),
		takesFiles: areFiles && !isShelf,
	};
}

function completeOption(
	{ options }: Command,
	before: readonly string[],
	current: string,
): Completion {
	const isGiven = (name: string, option: Option) =>
		option.kind !== "pairs" &&
		option.kind !== "texts" &&
		before.some((word) => {
			const [written] = word.split("=", 1);
			return written === optionName(name) || written === `-${option.alias}`;
		});
	const candidates: Candidate[] = Object.entries(options)
		.filter(([name, option]) => !isGiven(name, option))
		.map(([name, { summary }]) => ({ text: optionName(name), summary }))
		.filter(({ text }) => text.startsWith(current));
	return { candidates, takesFiles: false };
}

/** The option whose value the next word is. */
function takesNext(
	command: Command,
	word: string | undefined,
): Option | undefined {
	if (word === undefined || !word.startsWith("-")) return undefined;
	const option = optionOf(command, word);
	if (option === undefined || option.kind === "flag") return undefined;
	return "optional" in option && option.optional ? undefined : option;
}

function optionOf({ options }: Command, written: string): Option | undefined {
	return Object.entries(options).find(
		([name, { alias }]) =>
			written === optionName(name) || written === `-${alias}`,
	)?.[1];
}

function givenFor(
	option: string,
	words: readonly string[],
): string | undefined {
	const joined = words.findLast((word) => word.startsWith(`${option}=`));
	if (joined !== undefined) return joined.slice(option.length + 1);
	const at = words.lastIndexOf(option);
	return at === -1 ? undefined : words[at + 1];
}
