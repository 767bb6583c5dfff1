/** Results of searches and analyses in every format that is written. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { tableFromIPC } from "apache-arrow";
import polars from "nodejs-polars";
import { output, run } from "../../helpers/executable.ts";
import { writePoints } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

setDefaultTimeout(60_000);

/** A line of the text: query, rank, neighbour, distance. */
type Line = readonly [number, number, number, number];

/** What an Arrow file of neighbours says, as lines of text say it. */
function linesOfArrow(path: string): Line[] {
	const table = tableFromIPC(readFileSync(path));
	return [...table].flatMap((row) => {
		const { query, neighbors, distances } = row.toJSON();
		const near = [...neighbors].map(Number);
		return near
			.map((at, i): Line => [Number(query), i + 1, at, distances.get(i)])
			.filter(([, , at]) => at >= 0);
	});
}

function linesOfText(text: string, delimiter: string): Line[] {
	const [header, ...lines] = text.trimEnd().split("\n");
	const names = ["query", "rank", "neighbor", "distance"];
	expect(header).toBe(names.join(delimiter));
	return lines.map((line) => {
		const [query, rank, at, distance] = line.split(delimiter).map(Number);
		return [query, rank, at, Math.fround(distance ?? 0)] as unknown as Line;
	});
}

/** Lists as JSON or Parquet have them, as lines. */
function linesOfRows(rows: readonly Record<string, unknown>[]): Line[] {
	return rows.flatMap(({ query, neighbors, distances }) =>
		(neighbors as number[])
			.map((at, i): Line => {
				const distance = Math.fround((distances as number[])[i] ?? 0);
				return [Number(query), i + 1, Number(at), distance];
			})
			.filter(([, , at]) => at >= 0),
	);
}

function linesOf(path: string): Line[] {
	const bytes = readFileSync(path);
	if (path.endsWith(".parquet")) {
		return linesOfRows(polars.readParquet(bytes).toRecords()).toSorted(
			(a, b) => a[0] - b[0] || a[1] - b[1],
		);
	}
	const plain = path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
	const text = plain.toString();
	if (path.includes(".ndjson")) {
		return linesOfRows(
			text
				.split("\n")
				.filter((line) => line !== "")
				.map((line) => JSON.parse(line)),
		);
	}
	return linesOfText(text, path.endsWith(".tsv") ? "\t" : ",");
}

const names = ["n.csv", "n.tsv", "n.csv.gz", "n.ndjson", "n.parquet"];

describe("knn -o", () => {
	test.each([
		["the k nearest", ["-k", "3"], 2000],
		["fewer than k", ["-k", "8"], 4],
		["all in a radius, some of none", ["--radius", "0.05"], 2000],
		["no query at all", ["-k", "3", "--queries", "none.arrow"], 0],
	])("writes %s alike in every format", async (_, how, count) => {
		using directory = temporaryDirectory();
		const file = directory.file("p.arrow");
		writePoints(file, count || 10);
		writePoints(directory.file("none.arrow"), 0);
		const search = async (name: string) => {
			const argv = ["knn", file, "-o", name, ...how];
			await output(argv, { cwd: directory.path });
			return directory.file(name);
		};
		const expected = linesOfArrow(await search("n.arrow"));
		if (count > 0) expect(expected.length).toBeGreaterThan(count / 2);
		for (const name of names) {
			expect([name, linesOf(await search(name))]).toEqual([name, expected]);
		}
		expect(readdirSync(directory.path)).toHaveLength(names.length + 3);
	});

	test("- is standard output, and the summary goes to standard error", async () => {
		using directory = temporaryDirectory();
		const file = directory.file("p.arrow");
		writePoints(file, 100);
		await output(["knn", file, "-o", directory.file("n.arrow")]);
		const argv = ["knn", file, "-o", "-", "--output-format"];
		const csv = await run([...argv, "csv"]);
		expect(linesOfText(csv.stdout, ",")).toEqual(
			linesOfArrow(directory.file("n.arrow")),
		);
		expect(csv.stderr).toMatch(/^rows +100 of dimension 3\n/);
		const quiet = await run([...argv, "ndjson", "--quiet"]);
		expect(quiet.stderr).toBe("");
		expect(quiet.stdout.split("\n")).toHaveLength(101);
		await Bun.write(directory.file("piped.arrow"), await bytesOf(argv, file));
		expect(linesOfArrow(directory.file("piped.arrow"))).toEqual(
			linesOfArrow(directory.file("n.arrow")),
		);
	});

	test.each([
		["-o n.xyz", 'by its ending ".xyz"; add --output-format'],
		["-o n.json", "JSON is read only"],
		["-o n.parquet.gz", "not compressed as a whole"],
		["-o - --json", "both take standard output"],
		["-o - --plot", "--output - leaves to programs"],
		["-o shelf:near --output-format csv", "what lies on the shelf is Arrow"],
		["--output-format csv", "needs --output"],
		["-o n --output-format excel", "expects one of arrow, parquet, csv"],
	])("%s: wrong usage", async (given, says) => {
		using directory = temporaryDirectory();
		writeFileSync(directory.file("p.csv"), "x,y\n1,2\n3,4\n");
		const argv = ["knn", "p.csv", ...given.split(" ")];
		const { exitCode, stdout, stderr } = await run(argv, {
			cwd: directory.path,
		});
		expect([exitCode, stdout, stderr.split("\n").length]).toEqual([2, "", 2]);
		expect(stderr).toContain(says);
		expect(readdirSync(directory.path)).toEqual(["p.csv"]);
	});
});

async function bytesOf(argv: readonly string[], file: string) {
	const { executable } = await import("../../helpers/executable.ts");
	const [, , ...rest] = argv;
	const child = Bun.spawn([executable, "knn", file, ...rest, "arrow", "-q"]);
	return await new Response(child.stdout).bytes();
}

const places = "x,y,name\n0,0,a\n0,0.1,b\n0.1,0,c\n0.1,0.1,d\n9,9,e\n";

describe("an analysis writes its rows", () => {
	test.each([
		["cluster -k 2", "row,cluster,distance\n0,"],
		["cluster --eps 0.5 --min-points 3", "row,cluster,core\n0,0,1\n"],
		["outliers -k 2", "row,score\n0,"],
		["hotspots --cell 1", "count,first_row,x,y\n4,0,0.5,0.5\n1,4,9.5,9.5\n"],
	])("%s, as CSV and NDJSON of the same values", async (given, begins) => {
		using directory = temporaryDirectory();
		writeFileSync(directory.file("p.csv"), places);
		const [name = "", ...options] = given.split(" ");
		const argv = [name, "p.csv", "--columns", "x,y", ...options, "-q"];
		const write = (format: string) =>
			output([...argv, "-o", "-", "--output-format", format], {
				cwd: directory.path,
			});
		const csv = await write("csv");
		expect(csv).toStartWith(begins);
		const [header = "", ...lines] = csv.trimEnd().split("\n");
		const rows = lines.map((line) => line.split(",").map(Number));
		const objects = (await write("ndjson")).trimEnd().split("\n");
		expect(objects.map((line) => Object.values(JSON.parse(line)))).toEqual(
			rows,
		);
		expect(Object.keys(JSON.parse(objects[0] ?? ""))).toEqual(
			header.split(","),
		);
	});
});

describe("how a file is read is said to every command", () => {
	const odd = "0|0\n0|1\n5|5\n";
	const how = ["--format", "csv", "--delimiter", "|", "--header", "no"];
	test.each([
		["knn", ["-k", "1", "--queries", "odd.txt"]],
		["cluster", ["-k", "2"]],
		["outliers", ["-k", "1"]],
		["hotspots", ["--cell", "1"]],
		["heatmap", []],
		["describe", []],
	])("%s", async (name, options) => {
		using directory = temporaryDirectory();
		writeFileSync(directory.file("odd.txt"), odd);
		const argv = [name, "odd.txt", ...options, ...how, "--json"];
		const printed = await output(argv, { cwd: directory.path });
		expect(JSON.parse(printed)).toMatchObject({ rows: 3 });
	});

	test.each([
		[["knn", "shelf:x", "--header", "no"], 2, "--header says how a file is"],
		[["head", "p.ndjson", "--delimiter", ";"], 1, "with delimiter given"],
		[["put", "p.ndjson", "--types", "x=int8"], 1, "with types given"],
	])("%j is refused", async (argv, code, says) => {
		using directory = temporaryDirectory();
		writeFileSync(directory.file("p.ndjson"), '{"x":1}\n');
		const { exitCode, stderr } = await run(argv, { cwd: directory.path });
		expect([exitCode, stderr.split("\n").length]).toEqual([code, 2]);
		expect(stderr).toContain(says);
	});
});

test("a result is not written over what is read", async () => {
	using directory = temporaryDirectory();
	const [points, queries] = ["points.arrow", "queries.arrow"].map((name) =>
		directory.file(name),
	) as [string, string];
	writePoints(points, 30);
	writePoints(queries, 30);
	const link = directory.file("link.arrow");
	symlinkSync(points, link);
	const before = readFileSync(points);
	for (const [command, to] of [
		[["knn", points], points],
		[["knn", points], link],
		[["knn", points, "--queries", queries], queries],
		[["cluster", points, "--eps", "0.1"], points],
	] as const) {
		const { exitCode, stderr } = await run([...command, "-o", to]);
		expect(stderr).toStartWith(
			`arrowshelf: Cannot write the result over ${JSON.stringify(to)}, which is read: give another --output`,
		);
		expect(exitCode).toBe(2);
	}
	expect(readFileSync(points)).toEqual(before);
});
