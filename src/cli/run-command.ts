import { nearestName } from "../arrow/nearest-name.ts";
import { commandHelp } from "./command-help.ts";
import { commands } from "./commands.ts";
import { setVerbosity, type Verbosity } from "./output/notes.ts";
import { write } from "./output/write.ts";
import { parseArguments } from "./parse-arguments.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Loads the command `name`, reads its arguments strictly and runs it.
 * @throws {UsageError} unknown command, or arguments that it does not take
 */
export async function runCommand(
	name: string,
	argv: readonly string[],
): Promise<void> {
	const entry = commands.find((candidate) => candidate.name === name);
	if (entry === undefined) throw unknownCommand(name);
	await entry.ahead?.(argv);
	const command = await entry.load();
	if (asksForHelp(argv)) {
		write(1, commandHelp(command));
		return;
	}
	const { values, positionals } = parseArguments(command, argv);
	setVerbosity(verbosityOf(values));
	await command.run(values, positionals, commands);
}

/** `--help` counts before anything else is checked, up to a `--`. */
function asksForHelp(argv: readonly string[]): boolean {
	const end = argv.indexOf("--");
	const options = end === -1 ? argv : argv.slice(0, end);
	return options.includes("--help") || options.includes("-h");
}

function verbosityOf({
	quiet,
	verbose,
}: Readonly<Record<string, unknown>>): Verbosity {
	if (quiet && verbose) {
		throw new UsageError("Cannot be both --quiet and --verbose: give one");
	}
	if (quiet) return "quiet";
	return verbose ? "verbose" : "normal";
}

function unknownCommand(name: string): UsageError {
	if (name === "--version") {
		return new UsageError("Option --version takes nothing after it");
	}
	const isOption = name.startsWith("-");
	const near = isOption ? nearOption(name) : nearCommand(name);
	const otherwise = isOption
		? "options stand behind the command, which arrowshelf --help lists"
		: "arrowshelf --help lists them";
	return new UsageError(
		`Unknown ${isOption ? "option" : "command"} ${JSON.stringify(name)}; ${
			near === null ? otherwise : `did you mean ${near}?`
		}`,
	);
}

function nearOption(name: string): string | null {
	return /^-v$/i.test(name)
		? "--version"
		: nearestName(name, ["--help", "--version"]);
}

/** By what other programs call it, too. */
function nearCommand(name: string): string | null {
	if (name.toLowerCase() === "version") return "--version";
	const meant = commands.find(({ otherNames }) =>
		otherNames?.includes(name.toLowerCase()),
	);
	const names = commands.map((entry) => entry.name);
	return meant?.name ?? nearestName(name, names);
}
