import { isQuiet } from "./notes.ts";
import { printJson } from "./print-json.ts";
import { write } from "./write.ts";

interface PrintOptions {
	readonly json: boolean;
	/** What `--output` names: where that is standard output, the summary goes to
	 * standard error. */
	readonly output: string | undefined;
}

/** Prints what a command found, as JSON or, by `text`, for people. */
export function printSummary<Summary>(
	summary: Summary,
	text: (summary: Summary) => string,
	{ json, output }: PrintOptions,
): void {
	if (json) printJson(summary);
	else if (output !== "-") write(1, text(summary));
	else if (!isQuiet()) write(2, text(summary));
}
