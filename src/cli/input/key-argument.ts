import { checkKey } from "../../config.ts";
import { checkUsage } from "../usage-error.ts";
import { shelfKey } from "./shelf-key.ts";

/**
 * The key that an argument names where nothing but a key can stand: bare, or as
 * `shelf:KEY`, which is what other commands want.
 * @throws {UsageError} it cannot be a key
 */
export function keyArgument(argument: string): string {
	const key = shelfKey(argument);
	if (key !== null) return key;
	checkUsage(() => checkKey(argument));
	return argument;
}
