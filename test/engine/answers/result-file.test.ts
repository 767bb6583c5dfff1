import { expect, test } from "bun:test";
import {
	closeSync,
	ftruncateSync,
	openSync,
	readFileSync,
	writeSync,
} from "node:fs";
import { type Table, tableFromIPC } from "apache-arrow";
import { checkArrowFile } from "../../../src/arrow/check-file.ts";
import { readArrowFile } from "../../../src/arrow/file.ts";
import { layoutColumns } from "../../../src/arrow/layout-columns.ts";
import { resultColumns } from "../../../src/engine/answers/result-columns.ts";
import { ResultFile } from "../../../src/engine/answers/result-file.ts";
import { searchNeighbors } from "../../../src/engine/answers/search-neighbors.ts";
import { knn } from "../../../src/engine/knn.ts";
import { bytesOfLayout } from "../../helpers/arrow-files.ts";
import { failure } from "../../helpers/failure.ts";
import { randomFrom } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";
import { vectorSource } from "../../helpers/vector-source.ts";

const random = randomFrom(5);
const points = vectorSource(
	Array.from({ length: 20_000 }, () => [random(), random(), random()]),
	3,
);

/** A file as recycled memory gives it: full of what was there before. */
function dirtyFile(path: string, byteLength: number): number {
	const fd = openSync(path, "wx+");
	writeSync(fd, new Uint8Array(byteLength).fill(0xaa));
	return fd;
}

test.each([
	["one batch", 10, undefined, 1],
	["several batches", 10, 600_000, 5],
	["batches of one page of rows", 7, 100_000, 20],
	["the least that a batch can have", 300, 1, 20],
] as const)(
	"ResultFile has what knn() finds, in row order: %s",
	async (_, k, batchBytes, batches) => {
		using directory = temporaryDirectory();
		const path = directory.file("near.arrow");
		using file = new ResultFile(20_000, k, batchBytes);
		const fd = dirtyFile(path, file.byteLength);
		const summary = await searchNeighbors({ points, k }, file.open(fd));
		await file.finish(fd, () => {});
		closeSync(fd);

		const bytes = readFileSync(path);
		expect(checkArrowFile(bytes).rowCount).toBe(20_000);
		const { batches: parts } = readArrowFile(bytes);
		expect(parts).toHaveLength(batches);
		if ((batchBytes ?? 0) > 1) {
			const most = Math.max(...parts.map(({ byteLength }) => byteLength));
			expect(most).toBeLessThanOrEqual(batchBytes ?? most);
		}
		const whole = await knn({ points, k });
		const plain = tableFromIPC(
			bytesOfLayout(layoutColumns(resultColumns(whole), 20_000)),
		);
		const table = tableFromIPC(bytes);
		expect(String(table.schema)).toBe(String(plain.schema));
		for (const name of ["query", "neighbors", "distances"]) {
			expect(valuesOf(table, name).equals(valuesOf(plain, name))).toBe(true);
		}
		expect(summary.mean_distance).toBe(whole.summary.mean_distance as number);
	},
);

test("ResultFile of no queries is a table without rows", async () => {
	using directory = temporaryDirectory();
	const path = directory.file("near.arrow");
	using file = new ResultFile(0, 3);
	const fd = dirtyFile(path, file.byteLength);
	const queries = vectorSource([], 3);
	await searchNeighbors({ points, queries, k: 3 }, file.open(fd));
	await file.finish(fd, () => {});
	closeSync(fd);
	expect(checkArrowFile(readFileSync(path)).rowCount).toBe(0);
	expect(tableFromIPC(readFileSync(path)).numRows).toBe(0);
});

test("ResultFile says what it cannot map", async () => {
	using directory = temporaryDirectory();
	const path = directory.file("near.arrow");
	const fd = openSync(path, "wx+");
	using file = new ResultFile(20_000, 3);
	ftruncateSync(fd, file.byteLength);
	closeSync(fd);
	const readOnly = openSync(path, "r");
	expect(await failure((async () => file.open(readOnly))())).toMatchObject({
		syscall: "mmap",
		errno: 13,
	});
	closeSync(readOnly);
});

/** A column's bytes over all batches. */
function valuesOf(table: Table, name: string): Buffer {
	const parts = table.getChild(name)?.data ?? [];
	return Buffer.concat(
		parts.map((data) => {
			const values = (data.children[0] ?? data).values as Float32Array;
			return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
		}),
	);
}
