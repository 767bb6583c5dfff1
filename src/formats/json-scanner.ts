/** More digits than a whole number may have: those of decimal(38, 0). */
const mostDigits = 38;
/** Of these many names within names, conflicts are told. */
const mostPlaces = 10_000;

type Kind = "true or false" | "a number" | "a text" | "an array" | "an object";

/**
 * Looks for what keeps objects of JSON from being rows of one table, after
 * polars has found them wanting, and says it for people.
 */
export class JsonScanner {
	/** "line" or "row": what objects are counted in. */
	readonly #unit: string;
	/** By column, and what lies in it: where each kind was met first. */
	readonly #kinds = new Map<string, Map<Kind, number>>();

	constructor(unit: "line" | "row") {
		this.#unit = unit;
	}

	/**
	 * Takes the next object.
	 * @param text as it stands in the file, `value` what it means
	 * @returns what is wrong with it alone, or null
	 */
	add(text: string, place: number): string | null {
		const at = `${this.#unit} ${place}`;
		let large: string | null = null;
		let value: unknown;
		try {
			value = JSON.parse(text, (name, one, context?: { source?: string }) => {
				if (typeof one === "number" && isTooLarge(one, context?.source ?? "")) {
					large ??= `${at}, ${JSON.stringify(name)}: the number ${shortened(context?.source ?? "")} is too large, expected at most ${mostDigits} digits; write such numbers as texts, in quotes`;
				}
				return one;
			});
		} catch (error) {
			const why = (error as Error).message.replace(/^JSON Parse error: /, "");
			return `${at}: it is no JSON: ${why}`;
		}
		if (kindOf(value) !== "an object") {
			return `${at}: expected an object, got ${kindOf(value) ?? "null"}`;
		}
		this.#take("", value, place);
		return large;
	}

	/** After the last: which column has values that do not go together. */
	end(): string | null {
		for (const [name, kinds] of this.#kinds) {
			// Beside a text, all become texts.
			if (kinds.size < 2 || kinds.has("a text")) continue;
			const [[one, first], [other, second]] = [...kinds] as [
				[Kind, number],
				[Kind, number],
			];
			return `column ${JSON.stringify(name)} is ${one} in ${this.#unit} ${first}, and ${other} in ${this.#unit} ${second}; make all of it one of them, or texts`;
		}
		return null;
	}

	#take(name: string, value: unknown, place: number): void {
		const kind = kindOf(value);
		if (kind === null) return;
		if (name !== "") this.#note(name, kind, place);
		if (kind === "an array") {
			for (const one of value as unknown[]) this.#take(`${name}[]`, one, place);
		} else if (kind === "an object") {
			for (const [key, one] of Object.entries(value as object)) {
				this.#take(name === "" ? key : `${name}.${key}`, one, place);
			}
		}
	}

	#note(name: string, kind: Kind, place: number): void {
		const kinds = this.#kinds.get(name) ?? new Map<Kind, number>();
		if (kinds.size === 0 && this.#kinds.size >= mostPlaces) return;
		if (!kinds.has(kind)) this.#kinds.set(name, kinds.set(kind, place));
	}
}

function kindOf(value: unknown): Kind | null {
	if (value === null) return null;
	if (Array.isArray(value)) return "an array";
	const kinds: Readonly<Record<string, Kind>> = {
		boolean: "true or false",
		number: "a number",
		string: "a text",
	};
	return kinds[typeof value] ?? "an object";
}

function isTooLarge(value: number, source: string): boolean {
	const digits = /^-?(\d+)$/.exec(source)?.[1]?.length ?? 0;
	return digits > mostDigits || !Number.isFinite(value);
}

function shortened(text: string): string {
	return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}
