import { ptr } from "bun:ffi";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readArrowFile } from "../../src/arrow/file.ts";
import { layoutColumns } from "../../src/arrow/layout-columns.ts";
import { selectVectors } from "../../src/arrow/numeric-columns.ts";
import { knn } from "../../src/engine/knn.ts";
import { Crew } from "../../src/engine/pool/crew.ts";
import { nativePool } from "../../src/engine/pool/native-pool.ts";
import { packVectors } from "../../src/engine/vectors/pack-vectors.ts";
import { rowsOf } from "../../src/engine/vectors/rows-of.ts";
import { acquireMapping } from "../../src/segments/mapping.ts";
import { writePieces } from "../../src/segments/write.ts";
import { randomFrom } from "../helpers/points.ts";

const directory = mkdtempSync("/dev/shm/as-zero-");
const path = join(directory, "vectors.arrow");
afterAll(() => rmSync(directory, { recursive: true }));

const rowCount = 5000;
const dimension = 16;
const values = Float32Array.from(
	{ length: rowCount * dimension },
	randomFrom(1),
);
beforeAll(() => {
	const column = {
		name: "v",
		type: { kind: "fixed_size_list", size: dimension },
		child: { kind: "float", bits: 32 },
		values,
	} as const;
	const fd = openSync(path, "w");
	writePieces(fd, layoutColumns([column], rowCount));
	closeSync(fd);
});

test("a fixed-size-list<float32> column is searched where it is mapped", async () => {
	using mapping = acquireMapping(path);
	const points = selectVectors(readArrowFile(mapping.bytes), mapping.bytes);
	expect(points.columns[0]?.chunks[0]?.values.buffer).toBe(
		mapping.bytes.buffer,
	);
	const { valid } = await packVectors(new Crew(nativePool(), 2, {}), points, {
		role: "points",
		metric: "l2",
		skipInvalid: false,
		centre: null,
		isWide: false,
	});
	const found = rowsOf(valid, 0, valid.rows);
	expect(found.buffer).toBe(mapping.bytes.buffer);
	const start = ptr(mapping.bytes);
	expect(valid.address).toBe(
		start + found.byteOffset - mapping.bytes.byteOffset,
	);
	expect(valid.address).toBeGreaterThanOrEqual(start);
	expect(valid.address + found.byteLength).toBeLessThanOrEqual(
		start + mapping.bytes.byteLength,
	);
	expect(found).toEqual(values);

	// A flat search reads it there: what is written to the (private) mapping
	// after the first search shows in the next.
	const queries = { ...points, ...firstRows(points, 1) };
	const question = { points, queries, k: 1, index: "flat" } as const;
	expect((await knn(question)).neighbors[0]).toBe(0n);
	found.set(found.slice(0, dimension), 9 * dimension);
	found.fill(7, 0, dimension);
	found.fill(7, 3 * dimension, 4 * dimension);
	const { neighbors } = await knn({ ...question, k: 2 });
	expect([...neighbors]).toEqual([0n, 3n]);
});

function firstRows(
	source: ReturnType<typeof selectVectors>,
	rowCount: number,
): Partial<ReturnType<typeof selectVectors>> {
	return {
		rowCount,
		columns: source.columns.map((column) => ({
			...column,
			chunks: column.chunks.slice(0, 1).map((c) => ({ ...c, rowCount })),
		})),
	};
}
