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
	const near = nearestName(
		name,
		isOption ? ["--help", "--version"] : commands.map((entry) => entry.name),
	);
	return new UsageError(
		`Unknown ${isOption ? "option" : "command"} ${JSON.stringify(name)}; ${
			near === null ? "arrowshelf --help lists them" : `did you mean ${near}?`
		}`,
	);
}
