import { leaveMemory } from "./leave-memory.ts";
import { libc } from "./libc.ts";

const steps = new Set<() => void>();

/**
 * Has `step` done where this process ends suddenly: what would be left behind
 * otherwise. It does not wait for anything.
 * @returns forgets it when disposed of, once there is nothing left to do
 */
export function beforeSuddenEnd(step: () => void): Disposable {
	steps.add(step);
	return { [Symbol.dispose]: () => steps.delete(step) };
}

/**
 * Does these steps, the last one first, and ends the process at once, in the
 * middle of whatever its threads do. `process.exit` would wait for the native
 * calls of Workers, and give back what they use first.
 * @param last done after them
 */
export function endSuddenly(exitCode: number, last: () => void): never {
	for (const step of [...[...steps].reverse(), last]) {
		try {
			step();
		} catch {
			// The next one is to be done all the same.
		}
	}
	leaveMemory();
	libc()._exit(exitCode);
	throw new Error("_exit came back");
}
