import { checkKey } from "../../config.ts";
import { checkUsage } from "../usage-error.ts";

const prefix = "shelf:";

/**
 * The key in `shelf:KEY`, or null where `argument` is a path.
 * @throws {UsageError} what follows cannot be a key
 */
export function shelfKey(argument: string): string | null {
	if (!argument.startsWith(prefix)) return null;
	const key = argument.slice(prefix.length);
	checkUsage(() => checkKey(key));
	return key;
}
