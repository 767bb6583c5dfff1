import { describe, expect, test } from "bun:test";
import {
	Dictionary,
	Int32,
	makeVector,
	RecordBatch,
	Table,
	tableFromIPC,
	Utf8,
	vectorFromArray,
} from "apache-arrow";
import { checkArrowFile } from "../../src/arrow/check-file.ts";
import { layoutColumns } from "../../src/arrow/layout-columns.ts";
import { layoutTable } from "../../src/arrow/layout-table.ts";
import { bytesOfLayout, goldenFile, rowsOf } from "../helpers/arrow-files.ts";
import { sampleColumns } from "../helpers/sample-columns.ts";

const batchBytes = 16 * 1024;

/** All types in one batch of many rows. */
function oneBatch(): Table {
	const small = new Table(sampleColumns());
	const columns = Object.fromEntries(
		small.schema.fields.map(({ name, type }) => {
			const values = [...(small.getChild(name) ?? [])];
			const many = Array.from({ length: 400 }, (_, i) => values[i % 10]);
			return [name, vectorFromArray(many, type)];
		}),
	);
	return new Table(columns);
}

describe("layoutTable() of a batch that is too large", () => {
	test("writes several, with the same values of all types", () => {
		const table = oneBatch();
		expect(table.batches.length).toBe(1);
		const file = bytesOfLayout(layoutTable(table, batchBytes));
		const { batches, rowCount } = checkArrowFile(file);
		expect(rowCount).toBe(400);
		expect(batches.length).toBeGreaterThan(3);
		for (const { byteLength } of batches) {
			expect(byteLength).toBeLessThanOrEqual(batchBytes);
		}
		expect(rowsOf(tableFromIPC(file))).toBe(rowsOf(table));
	});

	test("takes parts of the table's own buffers", () => {
		const x = Float64Array.from({ length: 10_000 }, (_, i) => i);
		const layout = layoutTable(new Table({ x: makeVector(x) }), batchBytes);
		const own = layout.pieces.filter(({ bytes }) => bytes.buffer === x.buffer);
		expect(own.length).toBeGreaterThan(4);
		const total = own.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
		expect(total).toBe(x.byteLength);
	});

	test("writes a large dictionary as one and additions to it", () => {
		const words = Array.from({ length: 2000 }, (_, i) => `word number ${i}`);
		const type = new Dictionary(new Utf8(), new Int32(), 3);
		const table = new Table({ d: vectorFromArray(words, type) });
		const file = bytesOfLayout(layoutTable(table, batchBytes));
		const { dictionaries } = checkArrowFile(file);
		expect(dictionaries.length).toBeGreaterThan(2);
		expect(dictionaries.map(({ delta }) => delta).slice(0, 2)).toEqual([
			false,
			true,
		]);
		expect([...(tableFromIPC(file).getChild("d") ?? [])]).toEqual(words);
	});

	test("keeps the batch's own metadata in each", () => {
		const { schema, batches } = new Table({
			x: makeVector(new Float64Array(9000)),
		});
		const metadata = new Map([["from", "sensor 5"]]);
		const batch = new RecordBatch(schema, batches[0]?.data, metadata);
		const file = bytesOfLayout(layoutTable(new Table([batch]), batchBytes));
		const read = tableFromIPC(file).batches.map(({ metadata }) => metadata);
		expect(read.length).toBeGreaterThan(4);
		expect(new Set(read.map((map) => map.get("from")))).toEqual(
			new Set(["sensor 5"]),
		);
	});

	test("refuses a row that is too large", () => {
		const text = "x".repeat(2 * batchBytes);
		const type = new Utf8();
		const table = new Table({
			x: vectorFromArray(["a", "b", text, "c"], type),
		});
		expect(() => layoutTable(table, batchBytes)).toThrow(RangeError);
	});

	test("refuses what cannot be divided", () => {
		const table = tableFromIPC(goldenFile("polars.arrow"));
		expect(() => layoutTable(table, 1200)).toThrow("cannot be divided");
	});
});

test("layoutColumns() writes several batches where one is too large", () => {
	const rows = 5000;
	const values = Float32Array.from({ length: 2 * rows }, (_, i) => i);
	const file = bytesOfLayout(
		layoutColumns(
			[
				{
					name: "pairs",
					type: { kind: "fixed_size_list", size: 2 },
					child: { kind: "float", bits: 32 },
					values,
				},
			],
			rows,
			batchBytes,
		),
	);
	expect(checkArrowFile(file).batches.length).toBe(3);
	const { data } = tableFromIPC(file).getChild("pairs") ?? { data: [] };
	const parts = data.flatMap(({ children }) => [
		...(children[0]?.values ?? []),
	]);
	expect(parts).toEqual([...values]);
});
