/** The shape of the code, held as data: see docs/architecture.md. */
import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { importExceptions, importRules } from "./helpers/import-rules.ts";
import { type Import, importsOf } from "./helpers/imports.ts";
import { repositoryFiles, root, sourceFiles } from "./helpers/source-files.ts";

const sources = sourceFiles("{src,bin}/**/*.ts");
const imports = new Map<string, Import[]>(
	sources.map(({ path, text }) => [path, importsOf(path, text)]),
);
const tracked = repositoryFiles();

test("every folder of src/ has a rule for its imports", () => {
	const folders = sources.map(({ path }) => folderOf(path));
	const missing = folders.filter(
		(folder) => folder !== "bin" && !(folder in importRules),
	);
	expect([...new Set(missing)]).toEqual([]);
});

test("imports between folders go only the ways that the rules allow", () => {
	const wrong: string[] = [];
	for (const [file, list] of imports) {
		for (const one of list) {
			if (isOurs(one.target) && !isAllowed(file, one)) {
				wrong.push(`${file} -> ${one.target} (${one.kind})`);
			}
		}
	}
	expect(wrong).toEqual([]);
});

test("packages are imported only where the rules allow them", () => {
	const wrong: string[] = [];
	for (const [file, list] of imports) {
		for (const one of list) {
			if (isPackage(one.target) && !isPackageAllowed(file, one)) {
				wrong.push(`${file} -> ${one.target} (${one.kind})`);
			}
		}
	}
	expect(wrong).toEqual([]);
});

test("no file imports itself in a circle, types counted too", () => {
	expect(findCircles()).toEqual([]);
});

test("importsOf() sees every import that Bun's transpiler sees", () => {
	const transpiler = new Bun.Transpiler({ loader: "ts" });
	for (const { path, text } of sources) {
		const ours = new Set(imports.get(path)?.map(({ target }) => target));
		const theirs = importsOf(
			path,
			transpiler
				.scanImports(text.replace(/^#!.*/, ""))
				.map(({ path: specifier }) => `import "${specifier}"`)
				.join("\n"),
		);
		const missed = theirs.filter(({ target }) => !ours.has(target));
		expect({ path, missed }).toEqual({ path, missed: [] });
	}
});

test.each(["src/index.ts", "src/cli/main.ts"])(
	"%s loads nothing heavy before it is asked for",
	(entry) => {
		const heavy = [...reachedFrom(entry)].filter(
			(target) =>
				target.startsWith("src/native/") ||
				target.startsWith("src/daemon/") ||
				["apache-arrow", "faiss-node", "nodejs-polars"].includes(target),
		);
		expect(heavy).toEqual([]);
	},
);

/** Each takes 0.5 to 5 ms to load, of a start of 20. */
const slowModules = [
	"node:child_process",
	"node:crypto",
	"node:net",
	"node:readline",
	"node:stream",
	"node:tty",
	"node:url",
	"node:util",
	"node:zlib",
];

test.each([
	"src/cli/run-command.ts",
	"src/cli/commands/get.ts",
	"src/cli/commands/knn.ts",
	"src/cli/commands/ls.ts",
	"src/cli/commands/put.ts",
	"src/cli/input/put-input.ts",
	"src/client/connect.ts",
	"src/client/put-file.ts",
	"src/engine/answers/search-neighbors.ts",
	"src/engine/worker.ts",
])("%s loads none of Bun's slow modules", (entry) => {
	const reached = reachedFrom(entry);
	expect(slowModules.filter((name) => reached.has(name))).toEqual([]);
});

test("connecting loads nothing that reads or writes tables", () => {
	const heavy = [...reachedFrom("src/client/connect.ts")].filter(
		(target) =>
			/^(flatbuffers|apache-arrow)/.test(target) ||
			target.startsWith("src/engine/"),
	);
	expect(heavy).toEqual([]);
});

test("dlopen is for src/native, and for libc in src/os", () => {
	const users = sources.filter(({ text }) => /\bdlopen\b/.test(code(text)));
	const folders = new Set(users.map(({ path }) => folderOf(path)));
	expect([...folders].sort()).toEqual(["native", "os"]);
	const naming = sources.filter(({ text }) =>
		code(text).includes("libarrowshelf"),
	);
	expect([...new Set(naming.map(({ path }) => folderOf(path)))]).toEqual([
		"native",
	]);
});

test("every exported function and class of src/ has a docstring", () => {
	const bare: string[] = [];
	for (const { path, text } of sources) {
		const lines = text.split("\n");
		for (const [index, line] of lines.entries()) {
			const name = exportedName(line);
			if (name === undefined) continue;
			const before = lines[index - 1] ?? "";
			// Of overloads, the first has it.
			const isOverload = exportedName(before) === name;
			if (!isOverload && !before.trimEnd().endsWith("*/")) {
				bare.push(`${path}:${index + 1} ${name}`);
			}
		}
	}
	expect(bare).toEqual([]);
});

test("no source file is longer than 300 lines", () => {
	const files = sourceFiles(
		"{src,bin,scripts,test,native,examples}/**/*.{ts,h,cpp,py}",
	);
	const long = files
		.map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
		.filter(({ lines }) => lines > 300);
	expect(long).toEqual([]);
});

test("src/ has no folder for leftovers", () => {
	const leftovers = sources.filter(({ path }) =>
		/\/(utils?|helpers?|common|misc)(\/|\.ts$)/.test(path),
	);
	expect(leftovers.map(({ path }) => path)).toEqual([]);
});

test.skipIf(tracked === null)(
	"the repository's root holds what it should",
	() => {
		const entries = new Set(present().map((path) => path.split("/")[0] ?? ""));
		const unexpected = [...entries].filter(
			(entry) => !topLevel.includes(entry),
		);
		expect(unexpected).toEqual([]);
	},
);

test.skipIf(tracked === null)("no file names a place of one machine", () => {
	const wrong: string[] = [];
	for (const path of present()) {
		const text = readFileSync(join(root, path), "utf8");
		for (const pattern of foreign) {
			const match = pattern.exec(text);
			if (match !== null) wrong.push(`${path}: ${match[0]}`);
		}
	}
	expect(wrong).toEqual([]);
});

test.skipIf(tracked === null)(
	"docs/architecture.md names files that are there",
	() => {
		const page = readFileSync(join(root, "docs/architecture.md"), "utf8");
		const named = page.matchAll(/`([\w./-]+\.(?:ts|cpp|h|lock))`/g);
		const files = present().map((path) => `/${path}`);
		const gone = [...named]
			.map(([, name = ""]) => name)
			.filter((name) => !files.some((file) => file.endsWith(`/${name}`)));
		expect(gone).toEqual([]);
	},
);

const topLevel = [
	...["package.json", "bun.lock", "bunfig.toml", "tsconfig.json", "biome.json"],
	...["build.ts", "README.md", "LICENSE", "THIRD_PARTY.md", "CHANGELOG.md"],
	...[".gitignore", ".ci", "bin", "scripts", "src", "native", "python"],
	...["examples", "test", "docs"],
];

/** Home directories and package registries. */
const foreign = [
	/(?<![\w.$}])\/(?:home|root|Users|work)\/\w[^\s"'`]*/,
	/\b(?:registry\.\w+\.\w+|(?:\w+\.)?crates\.io(?!-index)|pypi\.org|files\.pythonhosted\.org|(?:deb|archive)\.(?:debian|ubuntu)\.\w+)\b/,
];

/** What git knows and is there (not: deleted, but not yet committed). */
function present(): string[] {
	return (tracked ?? []).filter((path) => existsSync(join(root, path)));
}

/** "src/os/libc.ts" -> "os", "src/errors.ts" -> "errors". */
function folderOf(path: string): string {
	const [top = "", second = ""] = path.split("/");
	return top === "src" ? second.replace(/\.ts$/, "") : top;
}

function isOurs(target: string): boolean {
	return target.startsWith("src/");
}

function isPackage(target: string): boolean {
	return !/^(src\/|node:|bun(:|$)|bin\/|dist\/|package\.json$)/.test(target);
}

function isAllowed(file: string, { kind, target }: Import): boolean {
	const from = folderOf(file);
	const to = folderOf(target);
	if (from === to) return true;
	if (from === "bin") return target === "src/cli/main.ts";
	const rule = importRules[from];
	if (rule?.any.includes(to)) return true;
	if (kind === "static") return false;
	return (
		rule?.later?.includes(to) === true ||
		importExceptions.some((one) => one.file === file && one.target === target)
	);
}

function isPackageAllowed(file: string, { kind, target }: Import): boolean {
	const rule = importRules[folderOf(file)];
	const names = [target, target.replace(/^([^/]+)\/.*$/, "$1/*")];
	const list = [
		...(rule?.packages ?? []),
		...(kind === "static" ? [] : (rule?.packagesLater ?? [])),
	];
	return names.some((name) => list.includes(name));
}

/** Everything that is loaded with a file, itself included. */
function reachedFrom(entry: string): Set<string> {
	const reached = new Set([entry]);
	for (const file of reached) {
		for (const { kind, target } of imports.get(file) ?? []) {
			if (kind === "static") reached.add(target);
		}
	}
	return reached;
}

/** Each circle once, as "a -> b -> a"; what is imported later counts too. */
function findCircles(): string[] {
	const circles: string[] = [];
	const finished = new Set<string>();
	const visit = (file: string, way: readonly string[]): void => {
		const start = way.indexOf(file);
		if (start >= 0) circles.push([...way.slice(start), file].join(" -> "));
		if (start >= 0 || finished.has(file)) return;
		for (const { target } of imports.get(file) ?? []) {
			visit(target, [...way, file]);
		}
		finished.add(file);
	};
	for (const file of imports.keys()) visit(file, []);
	return circles;
}

/** A source text without its comments. */
function code(text: string): string {
	return text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

function exportedName(line: string): string | undefined {
	return /^export (?:default )?(?:async )?(?:abstract )?(?:function\*?|class) (\w+)/.exec(
		line,
	)?.[1];
}
