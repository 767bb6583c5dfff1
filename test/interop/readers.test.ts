/** What lies on the shelf, read by others in place, by its path. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { requireProgram } from "../../scripts/run-program.ts";
import { output, run, serve } from "../helpers/executable.ts";
import { pythonWith } from "../helpers/python.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

setDefaultTimeout(120_000);

const newest = await pythonWith(join(import.meta.dir, "readers.txt"));
/** The oldest pyarrow that our pages speak of has no wheel for every Python. */
const old = await pythonWith(join(import.meta.dir, "old-readers.txt")).catch(
	(error: unknown) => {
		console.warn(`pyarrow 10 is not tried: ${String(error).slice(0, 300)}`);
		return null;
	},
);

const directory = temporaryDirectory();
const dir = directory.file("shelf");
let daemon: AsyncDisposable | undefined;
/** Path on the shelf by the file that was put. */
const shelved = new Map<string, string>();
/** What `put` said, by the file's name. */
const notes = new Map<string, string>();

beforeAll(async () => {
	const make = join(import.meta.dir, "make_types.py");
	await requireProgram([newest, make, directory.path]);
	daemon = await serve(dir);
	for (const name of readdirSync(directory.path)) {
		if (!name.includes(".arrow")) continue;
		const put = await run(["put", directory.file(name)], { dir });
		notes.set(name, put.stderr);
		const key = put.stdout.trim();
		const path = await output(["get", key, "--path"], { dir });
		shelved.set(directory.file(name), path.trim());
	}
});

afterAll(async () => {
	await daemon?.[Symbol.asyncDispose]();
	directory[Symbol.dispose]();
});

test("every type was put", () => {
	expect(shelved.size).toBeGreaterThan(42);
});

test("put says which types are others on the shelf, and nothing else", () => {
	expect(notes.get("list_of_views.arrow")).toEndWith(
		'list_of_views.arrow": on the shelf column "c" is list<large_utf8>, not list<utf8_view>: not every reader knows that type\n',
	);
	const said = [...notes].filter(([, text]) => text !== "");
	expect(said.map(([name]) => name).toSorted()).toEqual([
		"binary_view.arrow",
		"dictionary_of_views.arrow",
		"large_list_view.arrow",
		"list_of_views.arrow",
		"list_view.arrow",
		"list_view_odd.arrow",
		"run_end_encoded.arrow",
		"runs_of_lists.arrow",
		"struct_of_views.arrow",
		"utf8_view.arrow",
	]);
});

/** Types that a reader does not know in any form. */
const unknown: Readonly<Record<string, readonly string[]>> = {
	pyarrow: [],
	duckdb: ["decimal256", "dense_union", "float16"],
	polars: ["decimal256", "dense_union", "interval", "sparse_union"],
	"old-pyarrow": ["decimal32", "decimal64"],
};

test.each([
	["pyarrow", newest],
	["duckdb", newest],
	["polars", newest],
	...(old === null ? [] : [["old-pyarrow", old] as const]),
])("%s reads all types but those it does not know", async (library, python) => {
	const script = join(import.meta.dir, "read_shelf.py");
	const pairs = [...shelved].flat();
	const printed = await requireProgram([python, script, library, ...pairs]);
	const last = printed.trimEnd().split("\n").at(-1) ?? "";
	const found: Record<string, string | null> = JSON.parse(last);
	const refused = [...shelved]
		.filter(([, path]) => found[path] !== null)
		.map(([source, path]) => `${basename(source, ".arrow")}: ${found[path]}`);
	expect(refused.map((line) => line.split(":")[0]).toSorted()).toEqual([
		...(unknown[library] ?? []),
	]);
});

test("apache-arrow reads all types", () => {
	for (const path of shelved.values()) {
		const table = tableFromIPC(readFileSync(path));
		expect(table.toArray()).toHaveLength(6);
	}
});
