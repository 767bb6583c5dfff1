/** The names that a place in JSON has, where it is an object. */
export interface JsonNames {
	/** What lies under each, in the order in which they came. */
	readonly fields: Map<string, JsonNames>;
	/** Of its elements, where it is an array somewhere. */
	items: JsonNames | null;
	/** Whether it is more than null somewhere. */
	hasValue: boolean;
}

/**
 * The names in the first lines of NDJSON.
 * @param text whole lines
 * @returns null where types cannot be told by them: they are no objects, or have
 *   arrays without an element, for which polars takes a type without values
 */
export function jsonNames(text: string): JsonNames | null {
	const root = noNames();
	try {
		for (const line of text.split("\n")) {
			if (line.trim() !== "") add(root, JSON.parse(line));
		}
	} catch {
		return null; // Whoever reads all of it says what is wrong.
	}
	const areObjects = root.fields.size > 0 && root.items === null;
	return areObjects && isDecided(root) ? root : null;
}

function noNames(): JsonNames {
	return { fields: new Map(), items: null, hasValue: false };
}

function add(names: JsonNames, value: unknown): void {
	if (value === null) return;
	names.hasValue = true;
	if (typeof value !== "object") return;
	if (Array.isArray(value)) {
		names.items ??= noNames();
		for (const item of value) add(names.items, item);
		return;
	}
	for (const [name, inner] of Object.entries(value)) {
		const under = names.fields.get(name) ?? noNames();
		names.fields.set(name, under);
		add(under, inner);
	}
}

function isDecided({ fields, items }: JsonNames): boolean {
	const areItems = items === null || (items.hasValue && isDecided(items));
	// In a file such a name is not written as it is.
	const arePlain = [...fields.keys()].every((name) => !/["\\]/.test(name));
	return areItems && arePlain && [...fields.values()].every(isDecided);
}
