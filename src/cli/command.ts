/** What a command is: its options and positional arguments as data, from
 * which come parsing, `--help` and the types of the values. */

import type { ObjectKind } from "../protocol/messages.ts";

interface Described {
	/** A half sentence for `--help`. */
	readonly summary: string;
	/** The heading under which `--help` lists it; "Options" by default. */
	readonly group?: string;
	/** One letter. */
	readonly alias?: string;
}
interface Valued extends Described {
	/** How `--help` names the value. */
	readonly hint: string;
}
/** Present or not. */
interface FlagOption extends Described {
	readonly kind: "flag";
}
interface TextOption extends Valued {
	readonly kind: "text";
	/** The value may be left out, and is given only as `--option=VALUE`. */
	readonly optional?: boolean;
}
/** Names separated by commas, at least one. */
interface ListOption extends Valued {
	readonly kind: "list";
}
/** `min` and `max` belong to the range. */
interface NumberOption extends Valued {
	readonly kind: "integer" | "number";
	readonly min: number;
	readonly max: number;
	/** The value may be left out, and is given only as `--option=VALUE`. */
	readonly optional?: boolean;
}
/** Bytes: `8GiB`, `500MB`. */
interface SizeOption extends Valued {
	readonly kind: "size";
}
/** Milliseconds: `90s`, `1h`. */
interface DurationOption extends Valued {
	readonly kind: "duration";
	/** The value may also be the word `never`. */
	readonly orNever?: boolean;
}
/** Texts by name: `NAME=VALUE`; may be given repeatedly. */
interface PairsOption extends Valued {
	readonly kind: "pairs";
}
/** Texts of any form; may be given repeatedly. */
interface TextsOption extends Valued {
	readonly kind: "texts";
}
interface ChoiceOption extends Described {
	readonly kind: "choice";
	readonly choices: readonly string[];
	/** Also taken: one of these with anything behind it, `factory:`. */
	readonly prefixes?: readonly string[];
}

export type Option =
	| FlagOption
	| TextOption
	| ListOption
	| NumberOption
	| SizeOption
	| DurationOption
	| PairsOption
	| TextsOption
	| ChoiceOption;

/** By name in camelCase; on the command line `--kebab-case`. */
export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O extends FlagOption
	? boolean
	: O extends ListOption | TextsOption
		? readonly string[]
		: O extends ChoiceOption
			?
					| O["choices"][number]
					| (O extends { prefixes: readonly (infer P extends string)[] }
							? `${P}${string}`
							: never)
			: O extends TextOption
				? O extends { optional: true }
					? string | true
					: string
				: O extends PairsOption
					? Readonly<Record<string, string>>
					: O extends { orNever: true }
						? number | "never"
						: O extends { optional: true }
							? number | true
							: number;

/** The values as given: flags are false, others undefined when left out. */
export type Values<T extends Options> = {
	readonly [K in keyof T]: T[K] extends FlagOption
		? boolean
		: ValueOf<T[K]> | undefined;
};

/** The one kind of positional argument that a command takes. */
export interface Positional {
	readonly name: string;
	readonly summary: string;
	/** Values that completion offers. */
	readonly choices?: readonly string[];
	/** Forms that the arguments have, where there are several: each begins with a
	 * choice. */
	readonly forms?: readonly string[];
	/** Options, but for the common ones, of a choice that does not take all. */
	readonly choiceOptions?: Readonly<Record<string, readonly string[]>>;
	/** What its keys are of, where not anything on the shelf. */
	readonly keyKind?: ObjectKind;
	/** An empty text is refused otherwise. */
	readonly mayBeEmpty?: boolean;
	readonly min: number;
	readonly max: number;
}

interface CommandText {
	readonly name: string;
	/** What it does, one or a few sentences. */
	readonly description: string;
	readonly positional?: Positional;
	/** Command lines without the program's name. */
	readonly examples: readonly string[];
}

interface CommandSpec<T extends Options> extends CommandText {
	readonly options: T;
	/** Does the work; throws what `report-error.ts` turns into one line.
	 * `commands` are all there are, for those that speak of others. */
	readonly run: (
		values: Values<T & typeof commonOptions>,
		positionals: readonly string[],
		commands: readonly CommandEntry[],
	) => Promise<void>;
}

/** A command whose values' types are checked already. */
export interface Command extends CommandText {
	readonly options: Options;
	readonly run: (
		values: Readonly<Record<string, unknown>>,
		positionals: readonly string[],
		commands: readonly CommandEntry[],
	) => Promise<void>;
}

/** A command as the table knows it before its module is loaded. */
export interface CommandEntry {
	readonly name: string;
	readonly group: string;
	readonly summary: string;
	/** What other programs call it: not taken, but understood. */
	readonly otherNames?: readonly string[];
	readonly load: () => Promise<Command>;
	/** Begins, before it is loaded, what takes long and hangs on little in the
	 * arguments. Does not throw. */
	readonly ahead?: (argv: readonly string[]) => Promise<void>;
}

/** What every command has. */
export const commonOptions = {
	dir: {
		kind: "text",
		hint: "DIR",
		group: "Common",
		summary: "the shelf's directory (default: $ARROWSHELF_DIR)",
	},
	quiet: {
		kind: "flag",
		alias: "q",
		group: "Common",
		summary: "say nothing on standard error but errors",
	},
	verbose: {
		kind: "flag",
		alias: "v",
		group: "Common",
		summary: "say what is done, and how long each part takes",
	},
	help: {
		kind: "flag",
		alias: "h",
		group: "Common",
		summary: "show this text",
	},
} as const satisfies Options;

/** The option of every command that prints data. */
export const jsonOption = {
	kind: "flag",
	group: "Common",
	summary: "print JSON",
} as const satisfies Option;

/** A command out of its description; `run` gets typed values. */
export function defineCommand<const T extends Options>(
	spec: CommandSpec<T>,
): Command {
	return {
		...spec,
		options: { ...spec.options, ...commonOptions },
		run: spec.run as Command["run"],
	};
}
