import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { decodePng } from "../../helpers/decode-png.ts";
import { output, run } from "../../helpers/executable.ts";
import { writeColumns, writePoints } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

/** A diagonal of 1,000 places, the upper half of them twice. */
function writeDiagonal(path: string, names = ["x", "y"]): void {
	const at = (row: number) => (row < 1000 ? row : row - 500) / 1000;
	const values = Float64Array.from({ length: 1500 }, (_, row) => at(row));
	const [x = "", y = ""] = names;
	const size = values.map((value) => 100 * value);
	writeColumns(path, { [x]: values, [y]: values, size });
}

describe("heatmap", () => {
	test("draws in shaded letters off a terminal", async () => {
		using directory = temporaryDirectory();
		const file = directory.file("diagonal.arrow");
		writeDiagonal(file);
		const argv = ["heatmap", file, "--columns", "x,y", "--size", "30x16"];
		const bounds = ["--bounds", "0,0,1,1"];
		expect(await output([...argv, ...bounds])).toBe(
			[
				"diagonal.arrow",
				"1,500 rows, cells of 0.0435 ×",
				"0.125",
				"    ┌───────────────────────┐",
				"1.0 ┤                    ███│",
				"    │                 ███·  │",
				"    │              ███▒     │",
				"    │           ▓██▓        │",
				"0.5 ┤        ░▓▓▒           │",
				"    │     ░▓▓▒              │",
				"    │  ·▓▓▓                 │",
				"0.0 ┤▓▓▓                    │",
				"    └┬──────────┬──────────┬┘",
				"     0.0       0.5        1.0",
				"     x across, y up",
				"     6 ·░▒▓█ 88",
				"     rows in a cell (log scale)",
				"",
			].join("\n"),
		);
	});

	test("writes a PNG and an SVG of the size asked for, and says what", async () => {
		using directory = temporaryDirectory();
		const file = directory.file("diagonal.arrow");
		writeDiagonal(file, ["lat", "lon"]);
		const [png, svg] = [directory.file("map.png"), directory.file("map.svg")];
		const argv = ["heatmap", file, "--columns", "lat,lon", "--value", "size"];
		const said = await output([...argv, "-o", png, "--size", "400x300"]);
		expect(said).toMatch(/^1,500 rows, cells of 0\.\d+ × 0\.\d+\n$/);
		const pixels = decodePng(readFileSync(png));
		expect(pixels).toMatchObject({ width: 400, height: 300 });
		expect(new Set(pixels.bytes).size).toBeGreaterThan(50);
		const summary = JSON.parse(await output([...argv, "-o", svg, "--json"]));
		expect(summary).toMatchObject({
			rows: 1500,
			columns: ["lon", "lat"],
			value: "size",
			stat: "mean",
			outside: 0,
			left_out: 0,
			output: svg,
		});
		expect(summary.low).toBeLessThan(2);
		expect(summary.high).toBeGreaterThan(98);
		const text = readFileSync(svg, "utf8");
		expect(text).toContain(">mean of size</text>");
		expect(text).toContain(">lon</text>");
		expect(text).toContain("data:image/png;base64,");
	});
});

test("counts the rows that pass --where as drawn, and no others", async () => {
	using directory = temporaryDirectory();
	const file = directory.file("line.arrow");
	const x = Float64Array.from({ length: 100 }, (_, row) => row);
	writeColumns(file, { x, y: x });
	const svg = directory.file("line.svg");
	const argv = ["heatmap", file, "--where", "x < 30", "-o", svg];
	expect(await output(argv)).toMatch(/^30 rows, cells of [^,]+\n$/);
	expect(await output([...argv, "--bounds", "0,0,9.5,9.5"])).toMatch(
		/^10 rows, cells of .+, 20 more lie outside\n$/,
	);
});

describe("heatmap of one value", () => {
	test("shows its colour, and no scale", async () => {
		using directory = temporaryDirectory();
		const file = directory.file("corners.arrow");
		const corners = Float64Array.of(0, 0, 1, 1);
		writeColumns(file, { x: corners, y: Float64Array.of(0, 1, 0, 1) });
		const text = await output(["heatmap", file, "--size", "30x16"]);
		expect(text).toMatch(/^ +▒ 1 {2}rows in a cell$/m);
		const svg = directory.file("corners.svg");
		await output(["heatmap", file, "-o", svg]);
		const images = readFileSync(svg, "utf8").match(/<image [^>]+>/g) ?? [];
		const sizes = images.map((image) => / height="(\d+)/.exec(image)?.[1]);
		expect(Number(sizes[0])).toBeGreaterThan(500);
		expect(Number(sizes[1])).toBeLessThan(30);
	});
});

test("a map on the Earth gets a picture no wider than it needs", async () => {
	using directory = temporaryDirectory();
	const file = directory.file("gps.arrow");
	writeColumns(file, {
		lon: Float64Array.of(2.3, 2.4),
		lat: Float64Array.of(48.7, 49),
	});
	const svg = directory.file("gps.svg");
	await output(["heatmap", file, "-o", svg]);
	const cut = /width="(\d+)" height="(\d+)"/.exec(readFileSync(svg, "utf8"));
	expect(Number(cut?.[1])).toBeLessThan(800);
	expect(cut?.[2]).toBe("900");
});

describe("knn --plot", () => {
	test("draws bars under the summary that add up to all neighbours", async () => {
		using directory = temporaryDirectory();
		const file = directory.file("points.arrow");
		writePoints(file, 2000);
		const text = await output(["knn", file, "-k", "3", "--plot"], {
			env: { COLUMNS: "100" },
		});
		expect(text).toContain("\nDistance to the 3 nearest neighbours\n");
		const bars = text.split("\n").filter((line) => line.includes("│"));
		expect(bars.length).toBeGreaterThan(5);
		const counts = bars.map((line) =>
			Number(/([\d,]+) +<?[\d.]+ %$/.exec(line)?.[1]?.replaceAll(",", "")),
		);
		expect(counts.reduce((a, b) => a + b)).toBe(6000);
		for (const line of bars) expect(line.length).toBeLessThanOrEqual(100);
		expect(text).not.toContain("\u001b");
	});

	test("--plot=FILE draws a picture, also beside --json", async () => {
		using directory = temporaryDirectory();
		const file = directory.file("points.arrow");
		writePoints(file, 500);
		const svg = directory.file("distances.svg");
		const argv = ["knn", file, "--radius", "0.2", "--json", `--plot=${svg}`];
		const summary = JSON.parse(await output(argv));
		expect(summary.neighbors).toBeGreaterThan(0);
		const text = readFileSync(svg, "utf8");
		expect(text).toContain("Distance to neighbours within 0.2</text>");
		expect(text).toContain(">neighbours in a bin of 0.005</text>");
	});
});

const mistakes: readonly (readonly [
	argv: string,
	says: RegExp,
	code: 1 | 2,
])[] = [
	["heatmap FILE", /needs two columns, and 3 are numeric.*--columns x,y/, 2],
	["heatmap FILE --columns x", /expects two names.*got 1/, 2],
	["heatmap FILE --columns x,z", /column "z"/, 1],
	["heatmap FILE --columns x,y --stat mean", /needs --value COLUMN/, 2],
	[
		"heatmap FILE --columns x,y --stat count --value size",
		/takes no --value/,
		2,
	],
	["heatmap FILE --columns x,y -o map.pdf", /ends in \.png or \.svg/, 2],
	["heatmap FILE --columns x,y --size 10", /--size expects WIDTHxHEIGHT/, 2],
	[
		"heatmap FILE --columns x,y --size 100x100 -o DIR/m.png",
		/from 200 to 10000/,
		2,
	],
	["heatmap FILE --columns x,y --bounds 1,2,0,3", /X1 below X2/, 2],
	["knn FILE --plot --json", /--plot=FILE\.svg/, 2],
	["knn FILE --plot=DIR/no/x.png", /does not exist/, 1],
];

test.each(mistakes)("%s is refused", async (argv, says, exitCode) => {
	using directory = temporaryDirectory();
	const file = directory.file("diagonal.arrow");
	writeDiagonal(file);
	const words = argv.replace("FILE", file).replace("DIR", directory.path);
	const finished = await run(words.split(" "), { cwd: directory.path });
	expect(finished.stderr).toMatch(says);
	expect(finished.stdout).toBe("");
	expect(finished.exitCode).toBe(exitCode);
	expect(existsSync(directory.file("map.pdf"))).toBe(false);
});
