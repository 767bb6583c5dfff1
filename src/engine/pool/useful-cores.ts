import { availableParallelism } from "node:os";

/** How many of the cores asked for this machine has: more threads than it runs
 * at once only hold each other up, and starting one takes some 5 ms. */
export function usefulCores(cores: number): number {
	return Math.min(cores, availableParallelism());
}
