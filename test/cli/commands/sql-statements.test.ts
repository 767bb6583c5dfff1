import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { goldenPath } from "../../helpers/arrow-files.ts";
import { output, run } from "../../helpers/executable.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

setDefaultTimeout(60_000);

const names = "id,name\n1,one\n2,two\n";

describe("sql", () => {
	test.each([
		["drop table t", "it begins with drop, expected SELECT", "arrowshelf rm"],
		["TRUNCATE TABLE t", "begins with TRUNCATE", "arrowshelf rm KEY"],
		["-- all\ndelete from t where x > 1", "begins with delete", "--replace"],
		["create table u as select * from t", "begins with create", "--key KEY"],
		["insert into t values (1, 2)", "begins with insert", "--key KEY"],
		["update t set x = 1", "begins with update", "--key KEY"],
		["alter table t add column z int", "begins with alter", "--key KEY"],
		["show tables", "it begins with show", "arrowshelf ls lists"],
		["explain drop table t", "begins with drop", "changes nothing"],
		["describe t", "begins with describe", "arrowshelf describe KEY"],
		["selec 1", "it begins with selec, expected SELECT", "changes nothing"],
		["/* t */", "it is no statement", "expected SELECT"],
	])("changes nothing: %j", async (query, says, remedy) => {
		const { exitCode, stdout, stderr } = await run(["sql", `\n${query}`]);
		expect(stderr).toMatch(/^arrowshelf: Cannot answer the query: [^\n]+\n$/);
		expect(stderr).toContain(says);
		expect(stderr).toContain(remedy);
		expect([exitCode, stdout]).toEqual([1, ""]);
	});

	test("answers what begins in other ways", async () => {
		using directory = temporaryDirectory();
		writeFileSync(directory.file("names.csv"), names);
		const queries = [
			'/* all */ (select id from "names.csv")',
			'with n as (select id from "names.csv") select * from n',
			'from "names.csv" select id',
			"VALUES (1), (2)",
		];
		for (const query of queries) {
			const printed = await output(["sql", `\n${query}`, "--json"], {
				cwd: directory.path,
			});
			const ids = JSON.parse(printed).map((row: object) => Object.values(row));
			expect(ids).toEqual([[1], [2]]);
		}
	});

	test("reads standard input, and Arrow files with runs", async () => {
		const numbers = Buffer.from("a,b\n1,2\n");
		const asked = ["sql", "select b from t", "--table", "t=-", "--json"];
		expect(JSON.parse(await output(asked, { stdin: numbers }))).toEqual([
			{ b: 2 },
		]);
		// Its runs and list views are written out; unions polars does not have.
		const file = goldenPath("newer-types.arrow");
		const { stderr } = await run(["sql", `select * from "${file}"`]);
		expect(stderr).toStartWith(
			"arrowshelf: Cannot answer the query: Arrow datatype Union",
		);
	});

	test("reads files as it is told to", async () => {
		using directory = temporaryDirectory();
		const cwd = directory.path;
		writeFileSync(directory.file("a.txt"), "1;02\n3;04\n");
		const told = [
			...["--format", "csv", "--delimiter", ";", "--header", "no"],
			...["--types", "column_2=text", "--json"],
		];
		const query = 'select column_1 as a, column_2 as b from "a.txt"';
		expect(JSON.parse(await output(["sql", query, ...told], { cwd }))).toEqual([
			{ a: 1, b: "02" },
			{ a: 3, b: "04" },
		]);
	});

	test.each([
		[["select 1", "--delimiter", ";"], "and the query reads none"],
		[["select 1", "--format", "csv"], "--output-format says what is written"],
		[["select 1", "--output-format", "csv"], "--output-format needs --output"],
		[["select 1", "--delimiter", ";;"], "--delimiter expects one character"],
		[
			["select 1", "--table", "a=-", "--table", "b=-"],
			"Standard input (-) can be read only once",
		],
		[
			['select * from "t.ndjson"', "--header", "no"],
			'Cannot read "t.ndjson" with header given',
		],
	])("refuses options that say nothing: %j", async (argv, says) => {
		using directory = temporaryDirectory();
		writeFileSync(directory.file("t.ndjson"), '{"a":1}\n');
		const cwd = directory.path;
		const { exitCode, stdout, stderr } = await run(["sql", ...argv], { cwd });
		expect(stderr).toContain(says);
		expect([exitCode > 0, stdout]).toEqual([true, ""]);
	});
});
