import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { abiVersion, symbols } from "../../src/native/symbols.ts";

const header = [
	"arrowshelf.h",
	"arrowshelf_analysis.h",
	"arrowshelf_cells.h",
	"arrowshelf_columns.h",
	"arrowshelf_wide.h",
]
	.map((name) => new URL(`../../native/include/${name}`, import.meta.url))
	.map((path) => readFileSync(path, "utf8"))
	.join("")
	.replace(/\/\*[\s\S]*?\*\//g, "");

/** bun:ffi's name of a C type in the header. */
function ffiType(type: string): string {
	const plain = type.replace(/\bconst\b/g, "").trim();
	if (plain.endsWith("*")) return "ptr";
	const names: Record<string, string> = {
		int32_t: "i32",
		int64_t: "i64",
		uint32_t: "u32",
		double: "f64",
		as_status: "i32",
		void: "void",
	};
	return names[plain] ?? `unknown C type ${plain}`;
}

interface Declaration {
	readonly args: readonly string[];
	readonly returns: string;
}

/** The header's functions, as bun:ffi would declare them. */
function declarations(): Record<string, Declaration> {
	const found: Record<string, Declaration> = {};
	const pattern = /^((?:const )?\w+ \*?)(as_\w+)\(([^)]*)\);/gm;
	for (const [, returned, name, list] of header.matchAll(pattern)) {
		const args = (list ?? "")
			.split(",")
			.map((parameter) => parameter.trim())
			.filter((parameter) => parameter !== "void")
			.map((parameter) => ffiType(parameter.replace(/\w+$/, "").trim()));
		found[name as string] = {
			args,
			returns: /char \*$/.test(returned as string)
				? "cstring"
				: ffiType(returned as string),
		};
	}
	return found;
}

test("symbols declare the functions of arrowshelf.h, all of them", () => {
	const declared = Object.fromEntries(
		Object.entries(symbols).map(([name, { args, returns }]) => [
			name,
			{ args: [...args] as string[], returns },
		]),
	);
	expect(declared).toEqual(declarations() as typeof declared);
	expect(Object.keys(declared).length).toBeGreaterThan(20);
});

test("abiVersion is the header's AS_ABI_VERSION", () => {
	expect(header).toContain(`#define AS_ABI_VERSION ${abiVersion}\n`);
});
