/** Our Parquet files of neighbours, as pyarrow and polars read them. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "../../scripts/run-program.ts";
import { NeighborsFile } from "../../src/parquet/neighbors-file.ts";
import { writePieces } from "../../src/segments/write.ts";
import { pythonWith } from "../helpers/python.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

const requirements = join(import.meta.dir, "../bench/requirements.txt");
const directory = temporaryDirectory();

/** Name, rows, k, rows of a row group. */
const cases: [string, number, number, number][] = [
	["no-rows", 0, 10, 100],
	["one-row", 1, 1, 100],
	["k-1", 1000, 1, 300],
	["k-3", 1001, 3, 100],
	["k-8", 77, 8, 10],
	["k-10", 200_000, 10, 70_001],
	["k-33", 20_000, 33, 20_000],
	["k-2048", 100, 2048, 40],
];
let readings: Record<string, Record<string, unknown>> = {};

beforeAll(async () => {
	const python = await pythonWith(requirements);
	for (const [name, rows, k, groupRows] of cases) {
		writeNeighbors(pathOf(name), rows, k, groupRows);
	}
	const files = cases.map(([name, rows, k]) => `${pathOf(name)}:${rows}:${k}`);
	const script = join(import.meta.dir, "read_neighbors.py");
	const { exitCode, output } = await runProgram([python, script, ...files]);
	if (exitCode !== 0) throw new Error(output);
	readings = JSON.parse(output);
}, 600_000);

afterAll(() => directory[Symbol.dispose]());

test.each(cases)(
	"%s is read by pyarrow and polars as it was written",
	(name, rows, k, groupRows) => {
		expect(readings[pathOf(name)]).toEqual({
			pyarrow: true,
			polars: true,
			lengths: rows === 0 ? [] : [k],
			types: [
				"uint64",
				"list<element: int64 not null>",
				"list<element: float not null>",
			],
			names: ["query", "neighbors", "distances"],
			groups: Math.ceil(rows / groupRows),
			rows: [rows, rows],
		});
	},
);

function pathOf(name: string): string {
	return join(directory.path, `${name}.parquet`);
}

/** As read_neighbors.py expects it. */
function writeNeighbors(
	path: string,
	rows: number,
	k: number,
	groupRows: number,
): void {
	const file = new NeighborsFile();
	const pieces = file.start();
	for (let first = 0; first < rows; first += groupRows) {
		const count = Math.min(groupRows, rows - first);
		const queries = new BigInt64Array(count);
		const neighbors = new BigInt64Array(count * k);
		const distances = new Float32Array(count * k);
		for (let row = 0; row < count; row++) {
			const i = first + row;
			queries[row] = BigInt(3 * i);
			for (let j = 0; j < k; j++) {
				const isMissing = i % 5 === 0 && j === k - 1;
				neighbors[row * k + j] = isMissing ? -1n : BigInt(1000 * i + j);
				distances[row * k + j] = isMissing ? Number.NaN : i + j / 4;
			}
		}
		pieces.push(...file.add({ count, k, queries, neighbors, distances }));
	}
	pieces.push(...file.end());
	const fd = openSync(path, "w");
	try {
		writePieces(fd, { byteLength: file.byteLength, pieces });
	} finally {
		closeSync(fd);
	}
}
