import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { output, run, serve } from "../../helpers/executable.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

setDefaultTimeout(60_000);

/** Lines of NDJSON, and as an array of JSON. */
function written(lines: readonly string[]): [string, string][] {
	return [
		["in.ndjson", `${lines.join("\n")}\n`],
		["in.json", `[${lines.join(",\n")}]`],
	];
}

describe("whole numbers beyond int64, in JSON", () => {
	test.each([
		["uint64", ["1", "9223372036854775808", "18446744073709551615"]],
		["decimal128(38, 0)", ["1", "18446744073709551616"]],
		["decimal128(38, 0)", ["-9223372036854775809", "null"]],
		["int64", ["9223372036854775807", "-9223372036854775808"]],
	])("are %s, to the last digit: %j", async (type, numbers) => {
		using directory = temporaryDirectory();
		const lines = numbers.map((number) => `{"a":${number}}`);
		for (const [name, text] of written(lines)) {
			writeFileSync(directory.file(name), text);
			const shown = await output(["head", name], { cwd: directory.path });
			const rows = shown.split("\n").map((row) => row.trim());
			expect(rows).toEqual(["a", type, ...numbers, ""]);
		}
	});

	test("lie on the shelf as such", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		const text = '{"id":1,"a":1}\n{"id":2,"a":18446744073709551615}\n';
		writeFileSync(directory.file("in.ndjson.gz"), gzipSync(text));
		await using _ = await serve(dir);
		const place = { dir, cwd: directory.path };
		await output(["put", "in.ndjson.gz", "--key", "t"], place);
		const back = ["get", "t", "-o", "-", "--format", "ndjson"];
		expect(await output(back, place)).toBe(text);
	});
});

describe("JSON that is no table", () => {
	test.each([
		['{"a":1}\n{"a":}\n', "line 2: it is no JSON: Unexpected token '}'"],
		['{"a":1} {"a":2}\n', "line 1: it is no JSON: "],
		['{"a":1}\n[1]\n', "line 2: expected an object, got an array"],
		[`{"a":${"9".repeat(45)}}\n`, 'line 1, "a": the number 999'],
		['{"a":{"b":9223372036854775808}}\n', 'column "a" has whole numbers of'],
		['{"a":[1]}\n{"a":1}\n', 'column "a" is an array in line 1, and a number'],
		['{"a":"\xff"}\n', "its text is not UTF-8; convert it first"],
	])("is refused with its place: %j", async (text, says) => {
		using directory = temporaryDirectory();
		const cwd = directory.path;
		const file = directory.file("in.ndjson");
		writeFileSync(file, Buffer.from(text, "latin1"));
		for (const argv of [
			["head", "in.ndjson"],
			["sql", 'select * from "in.ndjson"'],
		]) {
			const { exitCode, stdout, stderr } = await run(argv, { cwd });
			expect(stderr).toStartWith('arrowshelf: Cannot read "in.ndjson": ');
			expect(stderr).toContain(says);
			expect([exitCode, stdout]).toEqual([1, ""]);
		}
	});

	test.each([
		['[{"a":1},\n {"a":}]', "line 2, character 7: it is no JSON"],
		["[1]", "row 1: expected an object, got a number"],
	])("is refused as an array, too: %j", async (text, says) => {
		using directory = temporaryDirectory();
		writeFileSync(directory.file("in.json"), text);
		const { stderr } = await run(["head", "in.json"], { cwd: directory.path });
		expect(stderr).toBe(`arrowshelf: Cannot read "in.json": ${says}\n`);
	});
});
