import { formatSeconds } from "./output/units.ts";
import { UsageError } from "./usage-error.ts";

const dayMs = 86_400e3;

/**
 * Refuses a duration that is too long.
 * @param given the option's name
 * @param mostMs days at least
 * @throws {UsageError}
 */
export function checkDuration(given: string, ms: number, mostMs: number): void {
	if (ms <= mostMs) return;
	throw new UsageError(
		`${given} expects at most ${Math.floor(mostMs / dayMs)} days, got ${formatSeconds(ms / 1000)}`,
	);
}
