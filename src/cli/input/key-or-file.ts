import { existsSync } from "node:fs";
import { isKey } from "../../config.ts";

/** A data argument that may also be a bare key: what is there as a file is
 * one, else what can be a key is `shelf:KEY`. */
export function keyOrFile(argument: string): string {
	const isSaid = argument === "-" || argument.startsWith("shelf:");
	if (isSaid || existsSync(argument)) return argument;
	return isKey(argument) ? `shelf:${argument}` : argument;
}
