import { existsSync } from "node:fs";
import { isKey } from "../../config.ts";

/** A data argument that may also be a bare key: what is there as a file is
 * one, else what can be a key is `shelf:KEY`. */
export function keyOrFile(argument: string): string {
	const isSaid = argument === "-" || argument.startsWith("shelf:");
	if (isSaid || existsSync(argument)) return argument;
	return isKey(argument) ? `shelf:${argument}` : argument;
}

/** Whether an argument that names a file looks like a key without `shelf:`. */
export function isBareKey(argument: string): boolean {
	return (
		isKey(argument) &&
		!argument.startsWith("shelf:") &&
		!argument.includes(".") &&
		!existsSync(argument)
	);
}
