/** Tables of every type through every format that we write, and back: pyarrow
 * makes them and compares. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { output, run, serve } from "../helpers/executable.ts";
import { pythonWith } from "../helpers/python.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

setDefaultTimeout(600_000);

const requirements = join(import.meta.dir, "../bench/requirements.txt");
const script = join(import.meta.dir, "round_trips.py");

test.each([
	["csv", ""],
	["csv", "-empty"],
	["ndjson", ""],
	["parquet", ""],
	["parquet", "-empty"],
])("what goes into %s%s comes back equal", async (format, suffix) => {
	using directory = temporaryDirectory();
	const dir = directory.file("shelf");
	await using _ = await serve(dir);
	await python("write", directory.path);
	const original = directory.file(`${format}${suffix}.arrow`);
	const [written, back] = [directory.file(`t.${format}`), directory.file("t")];
	await output(["put", original, "-k", "a"], { dir });
	await output(["get", "a", "-o", written], { dir });
	await output(["put", written, "-k", "b"], { dir });
	await output(["get", "b", "-o", back], { dir });
	expect(await python("compare", original, back)).toBe("");
});

test("an empty table as NDJSON has nothing to read, which is said", async () => {
	using directory = temporaryDirectory();
	const dir = directory.file("shelf");
	await using _ = await serve(dir);
	await python("write", directory.path);
	const file = directory.file("t.ndjson");
	await output(["put", directory.file("ndjson-empty.arrow"), "-k", "a"], {
		dir,
	});
	await output(["get", "a", "-o", file], { dir });
	const { exitCode, stderr } = await run(["put", file], { dir });
	expect(stderr).toContain("it is empty");
	expect(exitCode).toBe(1);
});

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
