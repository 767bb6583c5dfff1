import {
	checkObjectOptions,
	type TouchOptions,
} from "../client/object-options.ts";
import { limits } from "../config.ts";
import { checkDuration } from "./check-duration.ts";
import { checkUsage } from "./usage-error.ts";

/**
 * Refuses what cannot be asked for a table, before a daemon is.
 * @throws {UsageError} a ttl that is too long, or too much metadata
 */
export function checkLifetime(options: TouchOptions): void {
	checkDuration("--ttl", options.ttlMs ?? 0, limits.ttlMs);
	checkUsage(() => checkObjectOptions(options));
}
