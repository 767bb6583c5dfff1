import { isTerminal } from "./terminal.ts";
import { write } from "./write.ts";

/** Prints `value` as JSON: indented for eyes, on one line for programs.
 * Numbers that are not finite are null. */
export function printJson(value: unknown): void {
	write(1, `${JSON.stringify(value, null, isTerminal(1) ? 2 : 0)}\n`);
}
