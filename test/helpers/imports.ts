import { dirname, join, normalize } from "node:path";

/** One import of a source file. */
export interface Import {
	/** "static" runs with the file, "dynamic" when asked for, "type" never. */
	readonly kind: "static" | "dynamic" | "type";
	/** The file from the repository's root ("src/config.ts"), or the module's
	 * name ("node:path", "apache-arrow/fb/footer"). */
	readonly target: string;
}

// Biome puts each import at the start of its own line, so that a line of a
// docstring or of a template cannot be taken for one.
const statement =
	/^(?:import|export)\s+(type\s+)?(?:(\{[^}]*\}|[\w$*][\w$*\s,]*(?:\{[^}]*\})?)\s*from\s+)?"([^"]+)"/gm;
const call = /\b(?:import|require)\(\s*"([^"]+)"/g;

/**
 * Every import of a source text, `import type` and type positions included
 * (a transpiler drops those).
 * @param file its path from the repository's root
 */
export function importsOf(file: string, text: string): Import[] {
	const found: Import[] = [];
	for (const [, type, names = "", specifier = ""] of text.matchAll(statement)) {
		const kind = type || isTypesOnly(names) ? "type" : "static";
		found.push({ kind, target: resolveTarget(file, specifier) });
	}
	for (const [, specifier = ""] of text.matchAll(call)) {
		found.push({ kind: "dynamic", target: resolveTarget(file, specifier) });
	}
	return found;
}

/** `{ type A, type B }`: loads the module no more than `import type` does. */
function isTypesOnly(names: string): boolean {
	if (!names.startsWith("{")) return false;
	const list = names.slice(1, -1).split(",");
	const words = list.map((name) => name.trim()).filter((name) => name !== "");
	return words.length > 0 && words.every((name) => name.startsWith("type "));
}

function resolveTarget(file: string, specifier: string): string {
	return specifier.startsWith(".")
		? normalize(join(dirname(file), specifier))
		: specifier;
}
