import { UsageError } from "./usage-error.ts";

/**
 * The values of an option that may be repeated, each `NAME=VALUE`, as texts by
 * name. What follows the first `=` is the value, which may be empty.
 *
 * @param given the option's name
 * @param values as `checkArguments` leaves them, a JSON array
 * @throws {UsageError} one without a name, or a name that is there twice
 */
export function readPairs(
	given: string,
	values: unknown,
): Readonly<Record<string, string>> {
	const texts: readonly string[] = JSON.parse(String(values));
	const pairs = new Map<string, string>();
	for (const text of texts) {
		const end = text.indexOf("=");
		if (end < 1) {
			throw new UsageError(
				`${given} expects NAME=VALUE, got ${JSON.stringify(text)}`,
			);
		}
		const name = text.slice(0, end);
		if (pairs.has(name)) {
			throw new UsageError(`${given} has ${JSON.stringify(name)} twice`);
		}
		pairs.set(name, text.slice(end + 1));
	}
	return Object.fromEntries(pairs);
}
