import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { type Table, tableFromIPC } from "apache-arrow";
import { output, run, serve } from "../../helpers/executable.ts";
import { randomFrom, writeColumns } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

/** Three dense places of 100 rows each, on a line 10 apart, and a row far out. */
function writePlaces(path: string): void {
	const random = randomFrom(1);
	const rows = 301;
	const at = (row: number) => (row === 300 ? 1000 : 10 * (row % 3));
	const draw = () =>
		Float64Array.from({ length: rows }, (_, row) => at(row) + random());
	writeColumns(path, { x: draw(), y: draw() });
}

function schemaOf({ schema }: Table): string[] {
	return schema.fields.map(({ name, type }) => `${name}: ${type}`);
}

describe("knn --radius", () => {
	test("writes lists of any length, and says how many there are", async () => {
		using directory = temporaryDirectory();
		const [file, near] = [directory.file("p.arrow"), directory.file("n.arrow")];
		writePlaces(file);
		const argv = ["knn", file, "--radius", "5", "-o", near];
		const text = await output(argv);
		expect(text).toMatch(/^radius +5$/m);
		expect(text).toMatch(/^neighbours +29,700, 98\.7 a query$/m);
		const summary = JSON.parse(await output([...argv, "--json"]));
		expect(summary).toMatchObject({
			k: null,
			radius: 5,
			neighbors: 29_700,
			output: near,
		});
		const table = tableFromIPC(readFileSync(near));
		expect(schemaOf(table)).toEqual([
			"query: Uint64",
			"neighbors: List<Int64>",
			"distances: List<Float32>",
		]);
		const lists = table.getChild("neighbors");
		expect(lists?.get(300)).toHaveLength(0);
		const first = [...(lists?.get(0) ?? [])].map(Number);
		expect(first.toSorted((a, b) => a - b)).toEqual(
			Array.from({ length: 99 }, (_, i) => 3 * (i + 1)),
		);
	});

	test("puts them on the shelf, which checks them", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("p.arrow")];
		writePlaces(file);
		await using _ = await serve(dir);
		const argv = `knn ${file} --radius 2 --output shelf:near`.split(" ");
		await output(argv, { dir });
		const [object] = JSON.parse(await output(["ls", "--json"], { dir }));
		expect(object).toMatchObject({ key: "near", rows: 301, columns: 3 });
	});
});

test("knn --radius finds more than an array can hold, and refuses to draw them", async () => {
	using directory = temporaryDirectory();
	const file = directory.file("p.arrow");
	const random = randomFrom(2);
	const draw = () => Float64Array.from({ length: 24_000 }, random);
	writeColumns(file, { x: draw(), y: draw() });
	const argv = ["knn", file, "--radius", "2"];
	expect(JSON.parse(await output([...argv, "--json"]))).toMatchObject({
		neighbors: 575_976_000,
		mean_neighbors: 23_999,
	});
	const finished = await run([...argv, "--plot"]);
	expect(finished.stderr).toMatch(
		/^arrowshelf: Cannot hold 575976000 neighbours: .*at most 536870912 .*smaller radius/,
	);
	expect(finished.exitCode).toBe(1);
});

describe("cluster", () => {
	test("dbscan finds dense places and leaves noise out", async () => {
		using directory = temporaryDirectory();
		const [file, to] = [directory.file("p.arrow"), directory.file("c.arrow")];
		writePlaces(file);
		const argv = ["cluster", file, "--eps", "1", "-o", to];
		const summary = JSON.parse(await output([...argv, "--json"]));
		expect(Object.keys(summary)).toEqual([
			"rows",
			"filtered",
			"dimension",
			"method",
			"metric",
			"clusters",
			"noise",
			"sizes",
			"eps",
			"min_points",
			"centres",
			"inertia",
			"iterations",
			"cores",
			"seconds",
			"output",
		]);
		expect(summary).toMatchObject({
			method: "dbscan",
			clusters: 3,
			noise: 1,
			sizes: [100, 100, 100],
			min_points: 5,
			output: to,
		});
		const table = tableFromIPC(readFileSync(to));
		expect(schemaOf(table)).toEqual([
			"row: Uint64",
			"cluster: Int32",
			"core: Uint8",
		]);
		const labels = [...(table.getChild("cluster") ?? [])];
		expect(labels).toEqual(labels.map((_, i) => (i === 300 ? -1 : i % 3)));
		const text = await output(argv);
		expect(text).toMatch(/^method +dbscan, l2, eps 1, min-points 5$/m);
		expect(text).toMatch(/^ +0 +100 +33\.2 % +▇+$/m);
	});

	test("kmeans finds centres, the same for any cores", async () => {
		using directory = temporaryDirectory();
		const file = directory.file("p.arrow");
		writePlaces(file);
		const tables: Uint8Array[] = [];
		for (const cores of ["1", "5"]) {
			const to = directory.file(`c${cores}.arrow`);
			const argv = ["cluster", file, "-k", "4", "--cores", cores, "-o", to];
			const summary = JSON.parse(await output([...argv, "--json"]));
			expect(summary).toMatchObject({
				method: "kmeans",
				clusters: 4,
				noise: 0,
			});
			expect(summary.sizes.toSorted()).toEqual([1, 100, 100, 100]);
			const xs = summary.centres.map(([x]: number[]) => Math.floor(x ?? 0));
			expect(xs.toSorted((a: number, b: number) => a - b)).toEqual([
				0, 10, 20, 1000,
			]);
			tables.push(readFileSync(to));
		}
		expect(tables[0]).toEqual(tables[1] as Uint8Array);
		const { schema } = tableFromIPC(tables[0]);
		expect(schema.names).toEqual(["row", "cluster", "distance"]);
	});
});

describe("outliers", () => {
	test.each(["lof", "knn"])("%s shows the row furthest out", async (method) => {
		using directory = temporaryDirectory();
		const [file, to] = [directory.file("p.arrow"), directory.file("o.arrow")];
		writePlaces(file);
		const argv = ["outliers", file, "--method", method, "-o", to];
		const summary = JSON.parse(await output([...argv, "--json"]));
		expect(summary.top).toHaveLength(10);
		expect(summary.top[0].row).toBe(300);
		expect(summary).toMatchObject({ method, k: 20, rows: 301 });
		const all = tableFromIPC(readFileSync(to));
		expect(schemaOf(all)).toEqual(["row: Uint64", "score: Float64"]);
		expect(all.numRows).toBe(301);
		await output([...argv, "--top", "3"]);
		const top = tableFromIPC(readFileSync(to));
		expect([...(top.getChild("row") ?? [])].map(Number)).toEqual(
			summary.top.slice(0, 3).map(({ row }: { row: number }) => row),
		);
		expect(top.getChild("score")?.get(0)).toBe(all.getChild("score")?.get(300));
	});
});

describe("hotspots", () => {
	test("counts rows by cells, the fullest first", async () => {
		using directory = temporaryDirectory();
		const [file, to] = [directory.file("p.arrow"), directory.file("h.arrow")];
		writePlaces(file);
		const argv = ["hotspots", file, "--cell", "5", "-o", to];
		const summary = JSON.parse(await output([...argv, "--json"]));
		expect(summary).toMatchObject({
			cells: 4,
			hotspots: 4,
			columns: ["x", "y"],
		});
		const table = tableFromIPC(readFileSync(to));
		expect(schemaOf(table)).toEqual([
			"count: Uint64",
			"first_row: Uint64",
			"x: Float64",
			"y: Float64",
		]);
		const column = (name: string) =>
			[...(table.getChild(name) ?? [])].map(Number);
		expect(column("count")).toEqual([100, 100, 100, 1]);
		expect(column("first_row")).toEqual([0, 1, 2, 300]);
		expect(column("x")).toEqual([2.5, 12.5, 22.5, 1002.5]);
		const few = await output([...argv, "--min-count", "2", "--top", "2"]);
		expect(few).toMatch(/^hot spots +2$/m);
		expect(tableFromIPC(readFileSync(to)).numRows).toBe(2);
	});
});

interface Mistake {
	readonly argv: string;
	readonly says: RegExp;
	readonly exitCode: 1 | 2;
}

const mistakes: readonly Mistake[] = [
	{ argv: "knn FILE --radius -1", says: /radius -1.*at least 0/, exitCode: 2 },
	{ argv: "knn FILE --radius 1 -k 3", says: /k with radius/, exitCode: 2 },
	{ argv: "knn FILE --radius x", says: /--radius expects/, exitCode: 2 },
	{ argv: "cluster FILE", says: /without k/, exitCode: 2 },
	{
		argv: "cluster FILE -k 500",
		says: /k 500 clusters of 301 rows/,
		exitCode: 2,
	},
	{ argv: "cluster FILE --eps 1 -k 3", says: /k with method/, exitCode: 2 },
	{
		argv: "cluster FILE -k 3 --metric cosine",
		says: /metric "cosine" with method kmeans/,
		exitCode: 2,
	},
	{ argv: "cluster FILE --method dbscan", says: /without eps/, exitCode: 2 },
	{ argv: "cluster FILE --eps 0", says: /0 as eps.*above 0/, exitCode: 2 },
	{
		argv: "cluster FILE --eps 1 --columns x --metric haversine",
		says: /haversine.*dimension 1/,
		exitCode: 1,
	},
	{ argv: "outliers FILE -k 0", says: /--k expects.*1 to 2048/, exitCode: 2 },
	{ argv: "outliers FILE --columns z", says: /column "z"/, exitCode: 1 },
	{ argv: "hotspots FILE", says: /needs --cell SIZE/, exitCode: 2 },
	{ argv: "hotspots FILE --cell 0", says: /--cell SIZE, above 0/, exitCode: 2 },
	{
		argv: "hotspots FILE --cell 9 --metric haversine",
		says: /latitudes from -90 to 90/,
		exitCode: 1,
	},
];

test.each(mistakes)("$argv is refused", async ({ argv, says, exitCode }) => {
	using directory = temporaryDirectory();
	const [file, to] = [directory.file("p.arrow"), directory.file("out.arrow")];
	writePlaces(file);
	const words = argv.replace("FILE", file).split(" ");
	const finished = await run([...words, "-o", to]);
	expect(finished.stderr).toMatch(says);
	expect(finished.stderr).toMatch(/^arrowshelf: [^\n]+\n/);
	expect(finished.stdout).toBe("");
	expect(finished.exitCode).toBe(exitCode);
	expect(existsSync(to)).toBe(false);
});
