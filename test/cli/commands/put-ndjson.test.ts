/** NDJSON whose later lines are not as its first ones, by which it is read. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { output, run, serve } from "../../helpers/executable.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

setDefaultTimeout(60_000);

const usual = '{"a":1,"b":"x","c":null,"d":{"p":1},"e":[1]}\n';
/** More than is looked at to find the types. */
const count = 30_000;

const later: [what: string, line: string, columns: string[], row: object][] = [
	["nothing new", '{"a":2}', ["a Int64", "c Null"], { a: 2 }],
	["a new name", '{"a":2,"n":3}', ["n Int64"], { a: 2, n: 3 }],
	["a fraction", '{"a":2.5}', ["a Float64"], { a: 2.5 }],
	["a text", '{"a":"y"}', ["a LargeUtf8"], { a: "y" }],
	["a number beyond int64", `{"a":${2n ** 64n - 1n}}`, ["a Uint64"], {}],
	["a value where all were null", '{"c":7}', ["c Int64"], { c: 7 }],
	["an object in a text", '{"b":{"q":1}}', [], { b: '{"q": 1}' }],
	["a name in an object", '{"d":{"q":2}}', [], { d: { p: null, q: 2 } }],
	["a name with a backslash", '{"\\u0061":5}', ["a Int64"], { a: 5 }],
	["fractions in a list", '{"e":[0.5]}', [], { e: [0.5] }],
];

describe("put and sql read NDJSON with later lines", () => {
	test.each(later)("of %s", async (_, line, columns, row) => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("t.ndjson")];
		writeFileSync(file, `${usual.repeat(count)}${line}\n${usual}`);
		await using _daemon = await serve(dir);
		await output(["put", file, "-k", "put"], { dir });
		const query = `select * from '${file}'`;
		await output(["sql", query, "-k", "asked"], { dir });
		for (const key of ["put", "asked"]) {
			const bytes = readFileSync(join(dir, "objects", `${key}@1.arrow`));
			const table = tableFromIPC(bytes);
			const types = table.schema.fields.map(
				({ name, type }) => `${name} ${type}`,
			);
			expect(types).toEqual(expect.arrayContaining(columns));
			expect(table.numRows).toBe(count + 2);
			expect(plain(table.get(count))).toMatchObject(row);
			expect(plain(table.get(count + 1))).toMatchObject({ d: { p: 1 } });
		}
	});

	test("that are no JSON: refused, with the line", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("t.ndjson")];
		writeFileSync(file, `${usual.repeat(count)}{"a":\n${usual}`);
		await using _ = await serve(dir);
		const { exitCode, stderr } = await run(["put", file], { dir });
		expect(stderr).toContain(`line ${count + 1}: it is no JSON`);
		expect(exitCode).toBe(1);
	});
});

function plain(row: unknown): unknown {
	const asNumber = (_: string, value: unknown) =>
		typeof value === "bigint" ? Number(value) : value;
	return JSON.parse(JSON.stringify(row, asNumber));
}
