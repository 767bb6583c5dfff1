import { runTimed } from "./run-timed.ts";
import type { Figures } from "./trial.ts";

/** Runs `arrowshelf knn FILE --json`. Gives what `runTimed` gives. */
export function runKnn(
	executable: string,
	file: string,
	...options: string[]
): Promise<Figures> {
	return runTimed(executable, "knn", file, ...options);
}
