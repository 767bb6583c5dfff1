import { write } from "./write.ts";

/** How much is said on standard error beside errors. */
export type Verbosity = "quiet" | "normal" | "verbose";

let verbosity: Verbosity = "normal";

/** Sets it for the whole run: `--quiet` and `--verbose` of every command. */
export function setVerbosity(wanted: Verbosity): void {
	verbosity = wanted;
}

/** Whether progress is shown. */
export function isQuiet(): boolean {
	return verbosity === "quiet";
}

/** Whether details are said. */
export function isVerbose(): boolean {
	return verbosity === "verbose";
}

/** Says something on standard error, unless `--quiet`. */
export function note(text: string): void {
	if (verbosity !== "quiet") write(2, `${text}\n`);
}

/** Says something on standard error that only `--verbose` asks for. */
export function detail(text: string): void {
	if (verbosity === "verbose") write(2, `${text}\n`);
}
