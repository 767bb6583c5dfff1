import { runWith } from "./run-with.ts";

/**
 * Has a process of that instruction set ask random exact searches. What it
 * said; null where this processor lacks the set.
 */
export function runExactSearches(
	instructionSet: string,
	{ runs, seed }: { runs: number; seed: number },
): ReturnType<typeof runWith> {
	const asked = [String(runs), String(seed)];
	return runWith(instructionSet, "engine/exact-searches.ts", asked);
}
