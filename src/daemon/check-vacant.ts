import { limits } from "../config.ts";
import { ExistsError, LimitError } from "../errors.ts";
import type { Shelf } from "./shelf.ts";

/**
 * Refuses to put under a key that is taken, or under one more than there may
 * be.
 * @throws {ExistsError} `exists`
 * @throws {LimitError} `too_many_keys`
 */
export function checkVacant(shelf: Shelf, key: string, replace: boolean): void {
	const isTaken = shelf.has(key);
	if (isTaken && !replace) {
		const { version } = shelf.find(key);
		throw new ExistsError(
			"exists",
			`Cannot put "${key}": version ${version} is on the shelf; replace it, delete it, or choose another key`,
			{ details: { key, version } },
		);
	}
	if (!isTaken && shelf.size >= limits.keys) {
		throw new LimitError(
			"too_many_keys",
			`Cannot put "${key}": the shelf has ${shelf.size} keys, at most ${limits.keys} are allowed`,
			{ details: { limit: limits.keys, given: shelf.size + 1 } },
		);
	}
}
