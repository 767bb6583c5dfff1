/** How many are written out. */
const shown = 3;

/** Keys in a sentence, the first few of many: `"a", "b", "c" and 7 more`. */
export function namedKeys(keys: readonly string[]): string {
	const named = keys.slice(0, shown).map((key) => JSON.stringify(key));
	const more = keys.length - named.length;
	return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
}
