import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import polars from "nodejs-polars";
import { goldenFile } from "../../helpers/arrow-files.ts";
import { executable, output, run, serve } from "../../helpers/executable.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

setDefaultTimeout(60_000);

const csv = 'id,x,name\n1,0.5,a\n2,1.5,"b,\n""c"""\n3,,""\n';
const lines =
	'{"id":1,"x":0.5,"name":"a"}\n{"id":2,"x":1.5,"name":"b,\\n\\"c\\""}\n{"id":3,"x":null,"name":""}\n';

async function withTable(
	work: (file: (name: string) => string, dir: string) => Promise<void>,
) {
	using directory = temporaryDirectory();
	const dir = directory.file("shelf");
	await using _ = await serve(dir);
	writeFileSync(directory.file("in.csv"), csv);
	await output(["put", directory.file("in.csv"), "--key", "t"], { dir });
	await work(directory.file, dir);
}

describe("get -o", () => {
	test("writes what the file's name says", async () => {
		await withTable(async (file, dir) => {
			const read = async (name: string) => {
				await output(["get", "t", "-o", file(name)], { dir });
				return readFileSync(file(name));
			};
			expect((await read("t.csv")).toString()).toBe(csv);
			expect(gunzipSync(await read("t.csv.gz")).toString()).toBe(csv);
			const zstd = Bun.zstdDecompressSync(await read("t.ndjson.zst"));
			expect(zstd.toString()).toBe(lines);
			expect((await read("t.tsv")).toString()).toStartWith("id\tx\tname\n1\t");
			const parquet = polars.readParquet(await read("t.parquet"));
			expect(parquet.columns).toEqual(["id", "x", "name"]);
			expect(parquet.height).toBe(3);
			const path = (await output(["get", "t", "--path"], { dir })).trim();
			expect(await read("t.arrow")).toEqual(readFileSync(path));
			expect(readdirSync(file("")).some((name) => name.endsWith(".tmp"))).toBe(
				false,
			);
		});
	});

	test("writes to standard output what --format says", async () => {
		await withTable(async (_, dir) => {
			const printed = (format: string) =>
				output(["get", "t", "-o", "-", "--format", format], { dir });
			expect(await printed("csv")).toBe(csv);
			expect(await printed("ndjson")).toBe(lines);
			const child = Bun.spawn([executable, "get", "t", "-o", "-"], {
				env: { ARROWSHELF_DIR: dir },
			});
			const bytes = await new Response(child.stdout).bytes();
			const path = (await output(["get", "t", "--path"], { dir })).trim();
			expect(Buffer.from(bytes)).toEqual(readFileSync(path));
		});
	});

	test.each([
		["t.json", "JSON is read only; write one of arrow, parquet, csv"],
		["t.parquet.gz", "Parquet is not compressed as a whole"],
	])("-o %s: wrong usage", async (name, says) => {
		const { exitCode, stderr } = await run(["get", "t", "-o", name]);
		expect([exitCode, stderr.split("\n").length]).toEqual([2, 2]);
		expect(stderr).toContain(says);
	});

	test.each([
		["all-types.arrow", "t.csv", "CSV has no"],
		["newer-types.arrow", "t.parquet", "nothing here writes"],
	])("refuses %s as %s", async (golden, name, says) => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await using _ = await serve(dir);
		writeFileSync(directory.file("in.arrow"), goldenFile(golden));
		await output(["put", directory.file("in.arrow"), "-k", "t"], { dir });
		const argv = ["get", "t", "-o", directory.file(name)];
		const { exitCode, stderr } = await run(argv, { dir });
		expect(stderr).toMatch(/^arrowshelf: Cannot write column "[^\n]+\n$/);
		expect(stderr).toContain(says);
		expect(exitCode).toBe(1);
		expect(readdirSync(directory.path).sort()).toEqual(["in.arrow", "shelf"]);
	});
});

describe("knn takes a SOURCE", () => {
	const points = "x,y\n0,0\n1,0\n0,1\n5,5\n";
	test("of any format, and --queries too", async () => {
		using directory = temporaryDirectory();
		const frame = polars.readCSV(Buffer.from(points));
		writeFileSync(directory.file("p.csv"), points);
		writeFileSync(directory.file("p.parquet"), frame.writeParquet());
		writeFileSync(directory.file("p.ndjson"), frame.writeJSON());
		const distances: unknown[] = [];
		for (const name of ["p.csv", "p.parquet", "p.ndjson", "-"]) {
			const argv = ["knn", name, "--queries", "p.csv", "-k", "2", "--json"];
			const printed = await output(argv, {
				cwd: directory.path,
				stdin: Buffer.from(points),
			});
			distances.push(JSON.parse(printed).mean_distance);
		}
		const mean = distances[0] as number;
		expect(mean).toBeGreaterThan(0);
		expect(distances).toEqual([mean, mean, mean, mean]);
	});
});
