/**
 * Searches of more points than one array holds, over 4 GiB as they are packed:
 * those before and behind that border find what they must. The tables lie on
 * disk. `PACKED_CASES` picks cases by a part of their names; each is skipped
 * where the machine has less memory than it takes.
 */
import { expect, test } from "bun:test";
import {
	closeSync,
	mkdtempSync,
	openSync,
	readFileSync,
	rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import type { ColumnType } from "../../src/arrow/encode-columns.ts";
import { layoutHollow } from "../../src/arrow/layout-hollow.ts";
import { limits } from "../../src/config.ts";
import { availableBytes } from "../../src/os/memory-limits.ts";
import { writePieces } from "../../src/segments/write.ts";
import { start } from "../helpers/executable.ts";
import { randomFrom } from "../helpers/points.ts";

const gibibyte = 2 ** 30;
const million = 1_000_000;

interface Case {
	readonly name: string;
	readonly rows: number;
	readonly dimension: number;
	readonly queries: number;
	readonly options: readonly string[];
	/** What a search takes beside the table on disk. */
	readonly gibibytes: number;
}

const wide = { rows: 12 * million, dimension: 96 };
const cases: readonly Case[] = [
	{
		name: "flat, a few queries",
		...wide,
		queries: 12,
		options: ["--index", "flat"],
		gibibytes: 5,
	},
	{
		name: "flat, a batch of queries",
		...wide,
		queries: 2000,
		options: ["--index", "flat"],
		gibibytes: 10,
	},
	{
		name: "ivf",
		...wide,
		queries: 2000,
		options: ["--index", "ivf", "--nlist", "256", "--nprobe", "8"],
		gibibytes: 15,
	},
	{
		name: "tree",
		rows: 360 * million,
		dimension: 3,
		queries: 20_000,
		options: ["--index", "exact"],
		gibibytes: 17,
	},
];

const wanted = process.env.PACKED_CASES ?? "";
const free = availableBytes();

for (const shape of cases) {
	const { name, rows, dimension, queries, options, gibibytes } = shape;
	test.skipIf(!name.includes(wanted) || free < gibibytes * gibibyte)(
		`${rows} points of dimension ${dimension}, over 4 GiB packed: ${name}`,
		async () => {
			expect(4 * rows * dimension).toBeGreaterThan(limits.windowBytes);
			const directory = mkdtempSync(join(tmpdir(), "as-test-packed-"));
			try {
				const points = join(directory, "points.arrow");
				const asked = join(directory, "queries.arrow");
				const near = join(directory, "near.arrow");
				const chosen = chooseRows(rows, queries);
				writeRows(points, dimension, rows, (row) => row);
				writeRows(asked, dimension, queries, (i) => (chosen[i] ?? 0) + nudge);
				const argv = ["knn", points, "--queries", asked, "-k", "2", ...options];
				const child = start([...argv, "-o", near, "--json"]);
				const [text, errors] = await Promise.all([
					new Response(child.stdout).text(),
					new Response(child.stderr).text(),
				]);
				expect([await child.exited, errors]).toEqual([
					0,
					expect.stringMatching(/^(Searching [^\n]+\n)?$/),
				]);
				const { seconds, estimate } = JSON.parse(text);
				const peak = child.resourceUsage()?.maxRSS ?? Number.NaN;
				console.log(
					`${name}: ${JSON.stringify(seconds)}, peak ${Math.round(peak / 2 ** 20)} MiB; expected ${JSON.stringify(estimate)}`,
				);
				const found = tableFromIPC(readFileSync(near)).getChild("neighbors");
				const neighbors = [...(found?.data[0]?.children[0]?.values ?? [])];
				expect(neighbors).toHaveLength(2 * queries);
				for (const [i, row] of chosen.entries()) {
					expect(neighbors[2 * i]).toBe(BigInt(row));
				}
			} finally {
				rmSync(directory, { recursive: true, force: true });
			}
		},
	);
}

/** Rows that repeat after so many lie a step apart. */
const period = 65_536;
const step = 1 / 64;
/** A query lies beside its row by a small part of a step. */
const nudge = 1 / 1024;

/** Rows before and behind 4 GiB, first and last among them. */
function chooseRows(rows: number, count: number): number[] {
	const random = randomFrom(5);
	const some = Array.from({ length: count }, () => Math.floor(random() * rows));
	return [0, rows - 1, ...some].slice(0, count);
}

/**
 * Writes one column of lists, batch by batch. A row is one of `period` random
 * ones, moved along the diagonal by a step for each time that these are through.
 * @param rowAt which row of the points; a part of 1 moves it by a part of a step
 */
function writeRows(
	path: string,
	dimension: number,
	rows: number,
	rowAt: (i: number) => number,
): void {
	const random = randomFrom(6);
	const base = Float32Array.from({ length: period * dimension }, random);
	const column: ColumnType = {
		name: "vector",
		type: { kind: "fixed_size_list", size: dimension },
		child: { kind: "float", bits: 32 },
	};
	const rowBytes = 4 * dimension;
	const batchRows = Math.floor((2 * gibibyte) / rowBytes);
	const { byteLength, pieces, batches } = layoutHollow([column], rows, {
		batchRows,
		alignment: 64,
	});
	const block = new Float32Array(period * dimension);
	const fd = openSync(path, "w");
	try {
		writePieces(fd, { byteLength, pieces });
		for (const { firstRow, rowCount, starts } of batches) {
			for (let at = 0; at < rowCount; at += period) {
				const count = Math.min(period, rowCount - at);
				for (let i = 0; i < count; i++) {
					const wantedRow = rowAt(firstRow + at + i);
					const row = Math.floor(wantedRow);
					const moved = Math.floor(row / period) + (wantedRow - row);
					const from = (row % period) * dimension;
					for (let c = 0; c < dimension; c++) {
						block[i * dimension + c] = (base[from + c] ?? 0) + step * moved;
					}
				}
				const position = (starts[0] ?? 0) + at * rowBytes;
				const bytes = block.subarray(0, count * dimension);
				writePieces(fd, { byteLength, pieces: [{ position, bytes }] });
			}
		}
	} finally {
		closeSync(fd);
	}
}
