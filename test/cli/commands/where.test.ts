import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { tableFromIPC } from "apache-arrow";
import { output, run } from "../../helpers/executable.ts";
import { randomFrom } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

const cities = ["Bern", "Basel", "Chur"];

/** A CSV file of 300 rows: x, y, speed, city, day. */
function writeTrips(path: string): void {
	const random = randomFrom(3);
	const lines = Array.from({ length: 300 }, (_, row) =>
		[
			random(),
			random(),
			row % 10,
			cities[row % 3],
			`2024-05-${10 + (row % 10)}`,
		].join(","),
	);
	writeFileSync(path, `x,y,speed,city,day\n${lines.join("\n")}\n`);
}

test("knn --where finds neighbours among the rows that pass, of any source", async () => {
	using directory = temporaryDirectory();
	const [file, near] = [directory.file("t.csv"), directory.file("n.arrow")];
	writeTrips(file);
	const argv = ["knn", file, "--columns", "x,y", "-k", "3", "-o", near];
	const filters = ["--where", "speed >= 5 and city in ('Bern', 'Chur')"];
	const more = ["--where", "day < 2024-05-19"];
	const text = await output([...argv, ...filters, ...more]);
	expect(text).toMatch(/^rows +300 of dimension 2, 80 pass$/m);
	expect(text).toMatch(/^queries +80$/m);
	const table = tableFromIPC(readFileSync(near));
	expect(table.numRows).toBe(300);
	const passes = (row: number) =>
		row % 10 >= 5 && row % 3 !== 1 && row % 10 < 9;
	for (let row = 0; row < 300; row++) {
		const list = [...(table.getChild("neighbors")?.get(row) ?? [])].map(Number);
		const isIn = list.every((other) => passes(other) && other !== row);
		expect(passes(row) ? isIn : list.every((other) => other === -1)).toBe(true);
	}
});

test.each([
	[
		"cluster --eps 0.2",
		(summary: { noise: number; sizes: number[] }) =>
			expect(summary.sizes.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(100),
	],
	[
		"outliers",
		(summary: { top: { row: number }[] }) =>
			expect(summary.top.every(({ row }) => row % 3 === 0)).toBe(true),
	],
	[
		"hotspots --cell 10",
		(summary: { top: { count: number }[] }) =>
			expect(summary.top[0]?.count).toBe(100),
	],
	[
		"heatmap",
		(summary: { high: number; outside: number }) =>
			expect(summary.outside).toBe(0),
	],
])("%s takes --where", async (words, check) => {
	using directory = temporaryDirectory();
	const file = directory.file("t.csv");
	writeTrips(file);
	const where = ["--where", "city = 'Bern'", "--columns", "x,y", "--json"];
	const [command = "", ...rest] = words.split(" ");
	const text = await output([command, file, ...rest, ...where]);
	const summary = JSON.parse(text);
	expect(summary).toMatchObject({ rows: 300, filtered: 100 });
	check(summary);
});

test.each([
	[
		"knn",
		"city = Bern",
		2,
		"at character 8: expected a value; a text stands in quotes: 'Bern'",
	],
	["hotspots --cell 1", "speed >", 2, "at character 8: expected a number"],
	["heatmap", "speed", 2, "at character 6: expected =, !="],
	["knn", "spede > 3", 1, 'no column "spede" (did you mean "speed"?)'],
	["knn", "city > 3", 1, 'column "city" of type large_utf8'],
	["outliers", "speed > 9", 1, "none of the 300 rows is so"],
	[
		"knn",
		"day > '2024-02-30'",
		1,
		"expected a date such as '2024-05-01T08:30:00', got '2024-02-30'",
	],
] as const)(
	"%s --where %p says what is wrong",
	async (words, where, exitCode, says) => {
		using directory = temporaryDirectory();
		const file = directory.file("t.csv");
		writeTrips(file);
		const [command = "", ...rest] = words.split(" ");
		const argv = [command, file, ...rest, "--columns", "x,y", "--where", where];
		const finished = await run(argv);
		expect(finished.stderr).toContain(says);
		expect(finished.stderr.trim().split("\n")).toHaveLength(1);
		expect(finished.exitCode).toBe(exitCode);
	},
);
