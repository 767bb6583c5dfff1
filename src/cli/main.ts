/**
 * The command line's entry. What `--version` and `--help` need is all that is
 * loaded at once: everything else comes by dynamic import when a command asks
 * for it, so that an answer in a few milliseconds stays one.
 */
import { version } from "../config.ts";
import { write } from "./output/write.ts";

/**
 * Runs one command line.
 * @param argv what follows the program's name
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted
 */
export async function main(argv: readonly string[]): Promise<number> {
	try {
		const [first] = argv;
		if (first === "--version" && argv.length === 1) {
			write(1, `${version}\n`);
			return 0;
		}
		const [, named] = argv;
		const asksForAll =
			first === "--help" ||
			first === "-h" ||
			(first === "help" && named === undefined);
		if (first === undefined || asksForAll) {
			const { mainHelp } = await import("./main-help.ts");
			write(first === undefined ? 2 : 1, mainHelp());
			return first === undefined ? 2 : 0;
		}
		if (first === "polars-job") {
			const { servePolarsJob } = await import("../formats/serve-polars-job.ts");
			return await servePolarsJob();
		}
		const { runCommand } = await import("./run-command.ts");
		// `help knn` is what many type.
		await (first === "help" && named !== undefined
			? runCommand(named, ["--help"])
			: runCommand(first, argv.slice(1)));
		return 0;
	} catch (error) {
		const { reportError } = await import("./report-error.ts");
		return reportError(error);
	}
}
