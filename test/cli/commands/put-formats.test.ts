import { describe, expect, setDefaultTimeout, test } from "bun:test";
import {
	copyFileSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { gzipSync } from "node:zlib";
import { tableFromArrays, tableFromIPC, tableToIPC } from "apache-arrow";
import polars from "nodejs-polars";
import { executable, output, run, serve } from "../../helpers/executable.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

setDefaultTimeout(60_000);

const divided = (by: string) =>
	["id,x,name", "1,0.5,a", '2,1.5,"b,\n""c"""', "3,,", ""]
		.join("\n")
		.replaceAll(/,(?!\n"")/g, by);
const csv = divided(",");
const json = ["a", 'b,\n"c"', null].map((name, i) => {
	return { id: i + 1, x: i === 2 ? null : i + 0.5, name };
});
const rows = JSON.stringify(json);
const lines = json.map((row) => `${JSON.stringify(row)}\n`).join("");
const table = tableFromArrays({
	id: BigInt64Array.of(1n, 2n, 3n),
	x: [0.5, 1.5, null],
	name: ["a", 'b,\n"c"', null],
});

const inputs: [name: string, bytes: string | Uint8Array, argv?: string][] = [
	["plain.csv", csv],
	["windows.csv", csv.replace(/\n(?!")/g, "\r\n")],
	["marked.csv", `\ufeff${csv}`],
	["blank-end.csv", `${csv}\n\n`],
	["packed.csv.gz", gzipSync(csv)],
	["packed.csv.zst", Bun.zstdCompressSync(csv)],
	["packed-without-saying.csv", gzipSync(csv)],
	["other.csv", divided(";")],
	["plain.tsv", divided("\t")],
	["said.txt", csv, "--format csv --header yes --delimiter ,"],
	["bare.csv", csv.replace(/^.*\n/, ""), "--header no"],
	["plain.ndjson", lines],
	["plain.jsonl", lines],
	["lines.json", lines],
	["plain.json", rows],
	["packed.ndjson.gz", gzipSync(lines)],
	["packed.json.zst", Bun.zstdCompressSync(rows)],
	["file.feather", tableToIPC(table, "file")],
	["stream.arrows", tableToIPC(table, "stream")],
	["stream.arrow", tableToIPC(table, "stream")],
	["plain.parquet", written("parquet")],
	["plain.avro", written("avro")],
];

describe("put", () => {
	test("reads every format, by file and by standard input", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await using _ = await serve(dir);
		for (const [name, bytes, argv = ""] of inputs) {
			writeFileSync(directory.file(name), bytes);
			const options = ["--key", "t", "--replace", ...argv.split(" ")];
			for (const input of [directory.file(name), "-"]) {
				const words = ["put", input, ...options.filter(Boolean)];
				const tab = input === "-" && name.endsWith(".tsv");
				const stdin = input === "-" ? Buffer.from(bytes) : undefined;
				if (tab) words.push("--format", "tsv");
				await output(words, { dir, ...(stdin ? { stdin } : {}) });
				expect({ name, input, rows: await rowsOf(dir, "t") }).toEqual({
					name,
					input,
					rows: json.map((row) => Object.values(row)),
				});
			}
		}
	});

	test("needs no node_modules: the executable carries all it uses", async () => {
		using directory = temporaryDirectory();
		mkdirSync(directory.file("bin"));
		const alone = directory.file("bin/arrowshelf");
		copyFileSync(executable, alone);
		writeFileSync(directory.file("t.csv"), csv);
		const dir = directory.file("shelf");
		await using _ = await serve(dir);
		const child = Bun.spawn([alone, "put", "t.csv", "--key", "t"], {
			cwd: directory.path,
			env: { ARROWSHELF_DIR: dir },
			stderr: "pipe",
		});
		const errors = await new Response(child.stderr).text();
		expect([await child.exited, errors]).toEqual([0, ""]);
		expect(await rowsOf(dir, "t")).toHaveLength(3);
	});

	test("types are as asked, else plain", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await using _ = await serve(dir);
		writeFileSync(directory.file("t.csv"), csv);
		const types = "id=uint8,x=decimal(5,2),name=category";
		const argv = [directory.file("t.csv"), "--types", types, "--key", "asked"];
		await output(["put", ...argv], { dir });
		await output(["put", directory.file("t.csv"), "--key", "found"], { dir });
		expect(await typesOf(dir, "asked")).toEqual([
			"Uint8",
			"Decimal[5e+2]",
			"Dictionary<Uint32, LargeUtf8>",
		]);
		expect(await typesOf(dir, "found")).toEqual([
			"Int64",
			"Float64",
			"LargeUtf8",
		]);
	});

	test("whole numbers that others follow become float64", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await using _ = await serve(dir);
		const many = Array.from({ length: 200_000 }, (_, i) => `${i},${i}\n`);
		writeFileSync(directory.file("t.csv"), `a,b\n${many.join("")}1.5,2\n`);
		await output(["put", directory.file("t.csv"), "-k", "t"], { dir });
		expect(await typesOf(dir, "t")).toEqual(["Float64", "Int64"]);
		expect((await rowsOf(dir, "t")).at(-1)).toEqual([1.5, 2]);
	});
});

const sound = Array.from({ length: 3000 }, (_, i) => `${i},${i / 2},t${i}\n`);
const withLine = (line: string) => `a,b,c\n${sound.with(2500, line).join("")}`;
const late = (line: string) =>
	`${withLine("1,1,x\n").repeat(1)}${sound.join("").repeat(20)}${line}`;

const refused: [name: string, bytes: string | Uint8Array, says: string][] = [
	[
		"value.csv",
		withLine("oops,1,x\n"),
		'line 2502: "oops" in column "a" is no int64; mend it, or read the column as text, --types \'a=text\'',
	],
	[
		"late.csv",
		late("1,1,x\n1,oops,x\n"),
		'line 63003: "oops" in column "b" is no float64',
	],
	[
		"long.csv",
		withLine("1,1,x,9\n"),
		'line 2502: expected 3 fields divided by ",", got 4',
	],
	[
		"short.csv",
		withLine("1,1\n"),
		'line 2502: expected 3 fields divided by ",", got 2',
	],
	[
		"blank.csv",
		withLine("\n"),
		'line 2502: expected 3 fields divided by ",", got a blank line',
	],
	[
		"quote.csv",
		withLine('1,1,"x\n'),
		"line 2502: the quotes that open in this record are never closed",
	],
	["date.csv", "d\n2024-02-30\n", '"2024-02-30" in column "d" is no date'],
	[
		"time.csv",
		"d\n10:00:00\n25:00:00\n",
		'line 3: "25:00:00" in column "d" is no time',
	],
	["latin.csv", Buffer.from("a,b\n1,\xe9\n", "latin1"), "not UTF-8"],
	["empty.csv", "", "it is empty"],
	[
		"cut.csv.gz",
		gzipSync(csv.repeat(100)).subarray(0, 90),
		"unexpected end of file",
	],
	["cut.parquet", written("parquet").subarray(0, 300), "Parquet"],
	[
		"bad.parquet",
		Buffer.concat([
			Buffer.from("PAR1"),
			Buffer.alloc(500, 255),
			Buffer.from("PAR1"),
		]),
		"Parquet",
	],
	["bad.avro", "Obj\x01nothing", "Avro"],
	["bad.json", '[{"a": 1}, ', "JSON"],
	["bad.ndjson", '{"a": 1}\n{"a": \n', "line 2: it is no JSON"],
	["bad.arrows", "\xff\xff\xff\xff\x10\x00\x00\x00 and so on", "stream"],
	["what.txt", "words\n", "name its format"],
];

describe("put refuses, in one line, and leaves nothing", () => {
	test.each(refused)("%s", async (name, bytes, says) => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await using _ = await serve(dir);
		const content =
			typeof bytes === "string"
				? Buffer.from(bytes, name === "bad.arrows" ? "latin1" : "utf8")
				: bytes;
		writeFileSync(directory.file(name), content);
		const refusal = await run(["put", name, "-k", "t"], {
			dir,
			cwd: directory.path,
		});
		expect(refusal.stderr).toMatch(/^arrowshelf: Cannot read [^\n]+\n$/);
		expect(refusal.stderr).toContain(`"${name}"`);
		expect(refusal.stderr).toContain(says);
		expect(refusal.exitCode).toBe(1);
		expect(readdirSync(`${dir}/segments`)).toEqual([]);
	});

	test.each([
		["--types id=flot32", "did you mean float32?"],
		["--types id", "--types expects COLUMN=TYPE"],
		["--delimiter ab", "--delimiter expects one character"],
		["--header maybe", "--header expects one of yes, no"],
		["--format xml", "--format expects one of"],
	])("%s: wrong usage", async (argv, says) => {
		const words = ["put", "t.csv", ...argv.split(" ")];
		const { exitCode, stderr } = await run(words);
		expect([exitCode, stderr.split("\n").length]).toEqual([2, 2]);
		expect(stderr).toContain(says);
	});

	test("Ctrl-C ends it and what it started", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await using _ = await serve(dir);
		const file = directory.file("large.ndjson");
		writeFileSync(file, `{"a": 1, "b": "some text"}\n`.repeat(3_000_000));
		const child = Bun.spawn([executable, "put", file], {
			env: { ARROWSHELF_DIR: dir },
			stderr: "pipe",
		});
		const isPending = () => readdirSync(`${dir}/segments`).length > 0;
		while (!isPending() && child.exitCode === null) await Bun.sleep(5);
		child.kill("SIGINT");
		expect(await child.exited).toBe(130);
		expect(await new Response(child.stderr).text()).toBe(
			"arrowshelf: Interrupted\n",
		);
		expect(await output(["ls", "--json"], { dir })).toBe("[]\n");
	});
});

function written(format: "parquet" | "avro"): Uint8Array {
	const frame = polars
		.readIPC(Buffer.from(tableToIPC(table, "file")))
		.withColumns(polars.col("name").cast(polars.Utf8));
	return format === "parquet" ? frame.writeParquet() : frame.writeAvro();
}

async function tableOf(dir: string, key: string) {
	const path = (await output(["get", key, "--path"], { dir })).trim();
	return tableFromIPC(readFileSync(path));
}

async function rowsOf(dir: string, key: string): Promise<unknown[][]> {
	const found = await tableOf(dir, key);
	return found
		.toArray()
		.map((row) => Object.values(row.toJSON()).map(asNumber));
}

function asNumber(value: unknown): unknown {
	return typeof value === "bigint" ? Number(value) : value;
}

async function typesOf(dir: string, key: string): Promise<string[]> {
	const { schema } = await tableOf(dir, key);
	return schema.fields.map(({ type }) => `${type}`);
}
