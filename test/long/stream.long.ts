/**
 * Searches of many millions of points whose result is streamed to Parquet:
 * each row is answered once, a sample of the answers is right, and memory stays
 * at points + index + fixed buffers. On disk: 50 million answers are 6.4 GB.
 */
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../../scripts/run-program.ts";
import { start } from "../helpers/executable.ts";
import { randomFrom, writeColumns } from "../helpers/points.ts";
import { pythonWith } from "../helpers/python.ts";

const requirements = join(import.meta.dir, "../bench/requirements.txt");
const check = join(import.meta.dir, "check_stream.py");

const million = 1_000_000;
/** Program, Workers, blocks of answers. */
const fixedBytes = 400 * 2 ** 20;

interface Case {
	readonly name: string;
	readonly rows: number;
	readonly metric: "l2" | "haversine";
	/** A point's: in the file, packed with its mark, in the index and in what
	 * that is divided in, which goes before float64 columns are kept beside it. */
	readonly bytesPerPoint: number;
}

const cases: readonly Case[] = [
	{
		name: "uniform",
		rows: 10 * million,
		metric: "l2",
		bytesPerPoint: 24 + 25 + (12 + 4 + 4) + 32,
	},
	{
		name: "clustered on a sphere",
		rows: 10 * million,
		metric: "haversine",
		bytesPerPoint: 16 + 16 + 24 + 32 + 48,
	},
	{
		name: "uniform",
		rows: 50 * million,
		metric: "l2",
		bytesPerPoint: 24 + 25 + (12 + 4 + 4) + 32,
	},
];

test.each(cases)(
	"$rows points, $name, by $metric, stream to Parquet in bounded memory",
	async (shape) => {
		const { rows, metric, bytesPerPoint } = shape;
		const python = await pythonWith(requirements);
		const directory = mkdtempSync(join(tmpdir(), "as-test-stream-"));
		try {
			const points = join(directory, "points.arrow");
			const near = join(directory, "near.parquet");
			writeColumns(points, metric === "l2" ? uniform(rows) : clustered(rows));
			const argv = ["knn", points, "--metric", metric, "-o", near, "--json"];
			const child = start(argv);
			const [text, errors] = await Promise.all([
				new Response(child.stdout).text(),
				new Response(child.stderr).text(),
			]);
			const said = `Searching ${rows.toLocaleString("en-US")} points: `;
			expect([await child.exited, errors.slice(0, said.length)]).toEqual([
				0,
				errors === "" ? "" : said,
			]);
			const { seconds, points_per_second, mean_distance, estimate } =
				JSON.parse(text);
			const peak = child.resourceUsage()?.maxRSS ?? Number.POSITIVE_INFINITY;
			console.log(
				`${rows} points, ${metric}: ${JSON.stringify(seconds)}, ${Math.round(points_per_second)} points/s, peak ${Math.round(peak / 2 ** 20)} MiB, ${(peak / rows).toFixed(1)} bytes a point; expected ${JSON.stringify(estimate)}`,
			);
			expect(peak).toBeLessThan(rows * bytesPerPoint + fixedBytes);
			const checked = await runProgram([python, check, points, near, metric]);
			expect([checked.exitCode, checked.log]).toEqual([
				0,
				expect.stringMatching(/^mean \S+\n$/),
			]);
			const mean = Number(checked.output.split(" ")[1]);
			expect(mean / mean_distance).toBeCloseTo(1, 6);
		} finally {
			rmSync(directory, { recursive: true, force: true });
		}
	},
);

function uniform(rows: number): Record<string, Float64Array> {
	const random = randomFrom(1);
	const axis = () => Float64Array.from({ length: rows }, random);
	return { x: axis(), y: axis(), z: axis() };
}

/** 200 towns of some 30 km. */
function clustered(rows: number): Record<string, Float64Array> {
	const random = randomFrom(2);
	const towns = Array.from({ length: 200 }, () => [
		140 * random() - 70,
		358 * random() - 179,
	]);
	const lat = new Float64Array(rows);
	const lon = new Float64Array(rows);
	for (let row = 0; row < rows; row++) {
		const [north = 0, east = 0] = towns[Math.floor(random() * 200)] ?? [];
		const near = () => 0.3 * (random() + random() + random() - 1.5);
		lat[row] = north + near();
		lon[row] = east + near();
	}
	return { lat, lon };
}
