const shown = 3;

/** The first names of a list, and how many there are beside. */
export function firstFew(names: readonly string[]): string {
	const few = names.slice(0, shown).join(", ");
	return names.length > shown ? `${few} and ${names.length - shown} more` : few;
}
