import { type BigIntStats, statSync } from "node:fs";

/** Whether two arguments name the same file, or the same key of the shelf. */
export function isSamePlace(one: string, other: string): boolean {
	if (one === other) return one !== "-";
	const [a, b] = [statOf(one), statOf(other)];
	return (
		a !== undefined &&
		b?.isFile() === true &&
		a.dev === b.dev &&
		a.ino === b.ino
	);
}

/** What cannot be looked at says so where it is opened. */
function statOf(path: string): BigIntStats | undefined {
	try {
		return statSync(path, { bigint: true });
	} catch {
		return undefined;
	}
}
