import type { ObjectKind } from "../../protocol/messages.ts";
import {
	type Command,
	commonOptions,
	type Option,
	type Positional,
} from "../command.ts";
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
	const keys = (beginning: string, kind: ObjectKind | undefined) =>
		findKeys(beginning, dir, kind);
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
	return await completeValue(
		argumentValues(positional, before),
		current,
		"",
		keys,
	);
}

/** What a value is, as far as completing goes. */
interface Values {
	readonly choices: readonly string[];
	readonly areKeys: boolean;
	/** Keys are written `shelf:KEY`, for files go too. */
	readonly areSources: boolean;
	readonly areFiles: boolean;
	/** What the keys are of, where not of anything. */
	readonly keyKind: ObjectKind | undefined;
}

/** Where there are choices, they stand first, and what follows is as the form
 * of the one that was chosen says. */
function argumentValues(
	positional: Positional,
	before: readonly string[],
): Values {
	const { choices = [], forms = [] } = positional;
	const chosen = chosenOf(positional, before);
	if (chosen === undefined) {
		const all = valuesOf(positional);
		const none = { areKeys: false, areSources: false, areFiles: false };
		return choices.length > 0 ? { ...all, ...none } : all;
	}
	const form = forms.find((each) => each.split(" ", 1)[0] === chosen);
	const rest = form === undefined ? [] : [form.slice(chosen.length)];
	return valuesOf({ ...positional, choices: [], forms: rest });
}

function chosenOf(
	{ choices = [] }: Positional,
	before: readonly string[],
): string | undefined {
	return before.find((word) => choices.includes(word));
}

/** Hints and names of arguments are written for people, and say enough. */
function valuesOf({
	name,
	forms = [name],
	choices = [],
	keyKind,
}: Positional): Values {
	const text = forms.join(" ");
	const areSources = /SOURCE|shelf:KEY/.test(text);
	return {
		choices,
		areKeys: /(?<!shelf:)KEY|GLOB/.test(text),
		areSources,
		areFiles: /FILE|SOURCE|DIR/.test(text),
		keyKind: areSources ? "table" : keyKind,
	};
}

function namesOf(option: Option): Values {
	if (option.kind === "choice") {
		const { choices, prefixes = [] } = option;
		const areSources = prefixes.includes("shelf:");
		const open = prefixes.filter((prefix) => prefix !== "shelf:");
		// A choice beside which a key stands is one of indexes.
		const none = { areKeys: false, areFiles: false, keyKind: "index" } as const;
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
	{ choices, areKeys, areSources, areFiles, keyKind }: Values,
	current: string,
	given: string,
	keys: (
		beginning: string,
		kind: ObjectKind | undefined,
	) => Promise<readonly string[]>,
): Promise<Completion> {
	const isShelf = areSources && current.startsWith("shelf:");
	const texts = [...choices];
	if (isShelf) {
		const found = await keys(current.slice("shelf:".length), keyKind);
		texts.push(...found.map((key) => `shelf:${key}`));
	} else if (areKeys) texts.push(...(await keys(current, keyKind)));
	else if (areSources) texts.push("shelf:");
	return {
		candidates: texts
			.filter((text) => text.startsWith(current))
			.map((text) => ({ text: given + text, summary: "" })),
		takesFiles: areFiles && !isShelf,
	};
}

function completeOption(
	{ options, positional }: Command,
	before: readonly string[],
	current: string,
): Completion {
	const chosen = positional && chosenOf(positional, before);
	const taken = positional?.choiceOptions?.[chosen ?? ""];
	const isGiven = (name: string, option: Option) =>
		option.kind !== "pairs" &&
		option.kind !== "texts" &&
		before.some((word) => {
			const [written] = word.split("=", 1);
			return written === optionName(name) || written === `-${option.alias}`;
		});
	const candidates: Candidate[] = Object.entries(options)
		.filter(([name]) => !taken || taken.includes(name) || name in commonOptions)
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
