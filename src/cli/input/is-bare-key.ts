import { existsSync } from "node:fs";
import { isKey } from "../../config.ts";

/** Whether an argument that names a file looks like a key without `shelf:`. */
export function isBareKey(argument: string): boolean {
	return (
		isKey(argument) &&
		!argument.startsWith("shelf:") &&
		!argument.includes(".") &&
		!existsSync(argument)
	);
}
