import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { goldenFile, goldenPath } from "../../helpers/arrow-files.ts";
import { output, run, serve } from "../../helpers/executable.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

setDefaultTimeout(60_000);

const csv =
	'id,x,name,at\n1,0.5,Ä 漢字,2024-02-29T12:00:00.000001\n2,1.5,,2024-03-01T00:00:00\n-3,2.25,"a\nb",\n';
const names = "id,name\n1,one\n2,two\n";

interface Place {
	readonly dir: string;
	readonly cwd: string;
}

/** A shelf with the table `t`, and its file in the working directory. */
async function withTable(work: (place: Place) => Promise<void>) {
	using directory = temporaryDirectory();
	const dir = directory.file("shelf");
	writeFileSync(directory.file("t.csv"), csv);
	writeFileSync(directory.file("names.csv"), names);
	await using _ = await serve(dir);
	const place = { dir, cwd: directory.path };
	await output(["put", "t.csv", "--key", "t"], place);
	await work(place);
}

describe("head", () => {
	const shown = [
		"   id      x  name        at",
		"int64  float64  large_utf8  timestamp[us]",
	];

	test("shows names, types and rows of a key or a file", async () => {
		await withTable(async (place) => {
			for (const argument of ["t", "shelf:t", "t.csv"]) {
				const lines = (await output(["head", argument], place)).split("\n");
				expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
					["id", "x", "name", "at"],
					(shown[1] ?? "").split(/ {2,}/),
					["1", "0.5", "Ä 漢字", "2024-02-29 12:00:00.000001"],
					["2", "1.5", "null", "2024-03-01 00:00:00"],
					["-3", "2.25", "a\\nb", "null"],
					[""],
				]);
				// Columns stand where Chinese letters, two cells wide, let them.
				const starts = lines.slice(1, 4).map((line) => {
					const at = /(timestamp|2024)/.exec(line)?.index ?? -1;
					return Bun.stringWidth(line.slice(0, at));
				});
				expect(new Set(starts).size).toBe(1);
			}
			const one = await output(["head", "t", "-n", "1", "--json"], place);
			expect(JSON.parse(one)).toMatchObject([{ id: 1, x: 0.5 }]);
			expect(await output(["head", "t", "-n", "0"], place)).toMatch(
				/^ *id.*\n *int64.*\n$/,
			);
		});
	});

	test("reads no further than the rows it shows", async () => {
		using directory = temporaryDirectory();
		const cwd = directory.path;
		const good = "1,2\n".repeat(300_000);
		writeFileSync(directory.file("bad.csv"), `a,b\n1,2\n3,\n${good}5\n`);
		const head = (rows: string) =>
			run(["head", "bad.csv", "-n", rows], { cwd });
		expect(await head("2")).toMatchObject({ exitCode: 0, stderr: "" });
		const all = await head("300010");
		expect(all.stderr).toContain("line 300004: expected 2 fields");
		writeFileSync(directory.file("bad.csv"), "a,b\n1,2\n3\n5,6\n");
		expect((await head("1")).stdout).toEndWith("    1      2\n");
		expect((await head("2")).stderr).toContain("line 3: expected 2 fields");
		writeFileSync(directory.file("bad.csv"), "a,b\n1,2\n3,\n\n\n");
		for (const rows of ["2", "5"]) {
			expect((await head(rows)).stdout).toEndWith("    3   null\n");
		}
	});

	test("shows list views and runs as what they stand for", async () => {
		const shown = await output(["head", goldenPath("newer-types.arrow")]);
		const [, types, first] = shown.split("\n");
		expect(types).toMatch(/^list<int32> +large_list<int32> +utf8 /);
		expect(first).toMatch(/^\[1, 2\] +\[1, 2\] +x /);
	});

	test("refuses types that JSON does not have, in one line", async () => {
		const file = goldenPath("newer-types.arrow");
		const { exitCode, stderr } = await run(["head", file, "--json"]);
		expect(stderr).toMatch(
			/^arrowshelf: Cannot write column "dense_union" as NDJSON: [^\n]+\n$/,
		);
		expect(exitCode).toBe(1);
	});
});

describe("describe", () => {
	test("tells type, nulls, range, mean and size of each column", async () => {
		await withTable(async (place) => {
			for (const argument of ["t", "t.csv"]) {
				const printed = await output(["describe", argument, "--json"], place);
				const { rows, columns } = JSON.parse(printed);
				expect(rows).toBe(3);
				expect(columns).toMatchObject([
					{
						name: "id",
						type: "int64",
						nulls: 0,
						min: "-3",
						max: "2",
						mean: "0",
					},
					{ name: "x", type: "float64", nulls: 0, min: "0.5", max: "2.25" },
					{ name: "name", nulls: 1, min: "a\\nb", max: "Ä 漢字", mean: null },
					{ name: "at", nulls: 1, max: "2024-03-01 00:00:00", mean: null },
				]);
				expect(columns[0].bytes).toBe(24);
			}
			expect(await output(["describe", "t"], place)).toMatch(
				/^COLUMN +TYPE +NULLS +MIN +MAX +MEAN +SIZE\nid +int64 +0 +-3 +2 +0 +24 B\n/,
			);
		});
	});

	test("shows types and nulls of what polars does not know", async () => {
		using directory = temporaryDirectory();
		const file = directory.file("t.arrow");
		writeFileSync(file, goldenFile("newer-types.arrow"));
		const { columns } = JSON.parse(await output(["describe", file, "--json"]));
		expect(columns.length).toBeGreaterThan(3);
		expect(columns[0]).toMatchObject({ min: null, mean: null });
	});

	test("counts one row as one", async () => {
		using directory = temporaryDirectory();
		const cwd = directory.path;
		writeFileSync(directory.file("one.csv"), "a\n1\n");
		expect(await output(["describe", "one.csv"], { cwd })).toContain(
			"\n1 row, ",
		);
		const query = ['select * from "one.csv" a, "one.csv" b', "-n", "1"];
		const two = ["select 1 as a union all select 2 as a", "-n", "1"];
		expect((await run(["sql", ...query], { cwd })).stderr).toBe("");
		expect((await run(["sql", ...two], { cwd })).stderr).toStartWith(
			"The first row; -n N shows more",
		);
	});
});

describe("sql", () => {
	test("joins tables on the shelf, files and named sources", async () => {
		await withTable(async (place) => {
			const json = async (...argv: string[]) =>
				JSON.parse(await output(["sql", ...argv, "--json"], place));
			expect(await json("select count(*) as n, sum(x) as x from t")).toEqual([
				{ n: 3, x: 4.25 },
			]);
			const joined = [
				{ id: 1, name: "one" },
				{ id: 2, name: "two" },
			];
			for (const source of [`"names.csv"`, `'names.csv'`]) {
				const query = `select t.id, n.name from t join ${source} n on t.id = n.id order by t.id`;
				expect(await json(query)).toEqual(joined);
			}
			const named =
				"select t.id, n.name from t join n on t.id = n.id order by 1";
			expect(await json(named, "--table", "n=names.csv")).toEqual(joined);
			const twice = "select a.id from a join t on a.id = t.id where a.id < 0";
			expect(await json(twice, "--table", "a=shelf:t")).toEqual([{ id: -3 }]);
		});
	});

	test("prints the first rows, and says that there are more", async () => {
		await withTable(async (place) => {
			const finished = await run(["sql", "select id from t", "-n", "2"], place);
			expect(finished).toEqual({
				exitCode: 0,
				stdout: "   id\nint64\n    1\n    2\n",
				stderr: "The first 2 rows; -n N shows more, -o FILE writes all\n",
			});
		});
	});

	test("writes a file, standard output, or back to the shelf", async () => {
		await withTable(async (place) => {
			const query = ["sql", "select id, x from t where id > 0"];
			const expected = "id,x\n1,0.5\n2,1.5\n";
			await output([...query, "-o", "out.csv"], place);
			expect(readFileSync(`${place.cwd}/out.csv`, "utf8")).toBe(expected);
			const printed = [...query, "-o", "-", "--output-format", "csv"];
			expect(await output(printed, place)).toBe(expected);
			const put = await output([...query, "--key", "u", "--json"], place);
			expect(JSON.parse(put)).toMatchObject({ key: "u", version: 1, rows: 2 });
			expect(
				await output(["get", "u", "-o", "-", "--format", "csv"], place),
			).toBe(expected);
			const taken = await run([...query, "--key", "u"], place);
			expect([taken.exitCode, taken.stdout]).toEqual([1, ""]);
			expect(taken.stderr).toContain('"u"');
			await output([...query, "--key", "u", "--replace"], place);
		});
	});

	test.each([
		["select * from nope", 'nothing is on the shelf as "nope"'],
		[
			"select * from names.csv",
			'a file\'s path stands in double quotes: "names.csv"',
		],
		["select 1 frm t", "Expected: end of statement, found: t at Line: 1"],
		["select zz from t", 'unable to find column "zz"'],
		["select foo(x) from t", "unsupported function 'foo'"],
		["select cast(name as int) from t", "conversion from `str`"],
		["select * from t; select 1", "one (and only one) statement"],
	])("refuses %j in one line", async (query, says) => {
		await withTable(async (place) => {
			const { exitCode, stdout, stderr } = await run(["sql", query], place);
			expect(stderr).toMatch(/^arrowshelf: Cannot answer the query: [^\n]+\n$/);
			expect(stderr).toContain(says);
			expect([exitCode, stdout]).toEqual([1, ""]);
		});
	});

	test("refuses a CSV file with a bad line, by its line", async () => {
		using directory = temporaryDirectory();
		const cwd = directory.path;
		writeFileSync(directory.file("bad.csv"), "a,b\n1,2\n3\n");
		const query = 'select count(*) from "bad.csv"';
		const { exitCode, stderr } = await run(["sql", query], { cwd });
		expect(stderr).toContain(
			'Cannot read "bad.csv": line 3: expected 2 fields',
		);
		expect(exitCode).toBe(1);
	});
});
