/** Tables of every type through every format that we write, and back, and out of
 * those that we only read: pyarrow makes them and compares. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { output, run, serve } from "../helpers/executable.ts";
import { pythonWith } from "../helpers/python.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

setDefaultTimeout(600_000);

const requirements = join(import.meta.dir, "../bench/requirements.txt");
const script = join(import.meta.dir, "round_trips.py");

/** Columns of round_trips.py that a format does not have, each refused. Text
 * formats have no times in NDJSON, where they become texts. */
const refused = {
	csv: "duration binary fixed_binary list large_list struct deep fixed_list",
	tsv: "duration binary fixed_binary list large_list struct deep fixed_list",
	ndjson: "duration binary fixed_binary",
	parquet: "",
	arrow: "",
} as const;
/** Those that come back as something else, as docs/cli.md says. */
const changed: Readonly<Record<string, string>> = {
	csv: "null",
	tsv: "null",
	ndjson: "not_finite date64 time32 time64",
};
const written = Object.keys(refused) as (keyof typeof refused)[];

/** The tables, and a shelf for them. */
const directory = temporaryDirectory();
const { file } = directory;
const dir = file("shelf");
const stack = new AsyncDisposableStack();

beforeAll(async () => {
	stack.use(directory);
	stack.use(await serve(dir));
	await python("write", directory.path);
});

afterAll(() => stack.disposeAsync());

test.each(
	written.flatMap((format) =>
		["", "-empty"]
			.filter((suffix) => format !== "ndjson" || suffix === "")
			.map((suffix) => [format, suffix] as const),
	),
)("what goes into %s%s comes back equal", async (format, suffix) => {
	const original = file(`${format}${suffix}.arrow`);
	const [written, back] = [file(`t.${format}`), file("t")];
	await put(original, "a");
	await output(["get", "a", "-o", written], { dir });
	await put(written, "b");
	await output(["get", "b", "-o", back], { dir });
	expect(await python("compare", original, back)).toBe("");
});

test.each([
	["json", ""],
	["arrows", ""],
	["arrows", "-empty"],
	["avro", ""],
	["avro", "-empty"],
])("what others wrote as %s%s is read equal", async (format, suffix) => {
	await put(file(`${format}${suffix}.${format}`), "a");
	await output(["get", "a", "-o", file("t")], { dir });
	const original = file(`${format}${suffix}.arrow`);
	expect(await python("compare", original, file("t"))).toBe("");
});

test("every type is in the table of a format that we write, or refused", async () => {
	const columns = JSON.parse(await python("columns"));
	for (const format of written) {
		const others = `${refused[format]} ${changed[format] ?? ""}`.split(" ");
		const all = [...columns[format], ...others.filter((name) => name !== "")];
		expect({ format, all: all.sort() }).toEqual({
			format,
			all: [...columns.arrow].sort(),
		});
	}
});

test("what a format does not have is refused, with column and type", async () => {
	for (const format of written) {
		for (const name of refused[format].split(" ").filter(Boolean)) {
			const original = file(`only-${name}.arrow`);
			await put(original, name);
			const argv = ["get", name, "-o", file(`t.${format}`)];
			const { exitCode, stderr } = await run(argv, { dir });
			expect(stderr).toMatch(
				RegExp(
					`^arrowshelf: Cannot write column "${name}" as ${format.toUpperCase()}: ${format.toUpperCase()} has no [^\\n]+; an Arrow file can hold it\\n$`,
				),
			);
			expect(exitCode).toBe(1);
		}
	}
});

test("an empty table as NDJSON has nothing to read, which is said", async () => {
	const written = file("t.ndjson");
	await put(file("ndjson-empty.arrow"), "a");
	await output(["get", "a", "-o", written], { dir });
	const { exitCode, stderr } = await run(["put", written], { dir });
	expect(stderr).toContain("it is empty");
	expect(exitCode).toBe(1);
});

async function put(path: string, key: string): Promise<void> {
	await output(["put", path, "-k", key, "--replace"], { dir });
}

async function python(...args: string[]): Promise<string> {
	const command = [await pythonWith(requirements), "-W", "ignore", script];
	const child = Bun.spawn([...command, ...args], {
		stdout: "pipe",
		stderr: "inherit",
	});
	const text = await new Response(child.stdout).text();
	expect(await child.exited).toBe(0);
	return text;
}
