import { describe, expect, test } from "bun:test";
import { createRequire } from "node:module";
import * as arrow from "apache-arrow";
import { makeVector, Table, tableFromIPC, vectorFromArray } from "apache-arrow";
import { checkArrowFile } from "../../src/arrow/check-file.ts";
import { layoutTable } from "../../src/arrow/layout-table.ts";
import { tableFromBytes } from "../../src/arrow/table.ts";
import { bytesOfLayout, goldenFile, rowsOf } from "../helpers/arrow-files.ts";
import { sampleColumns } from "../helpers/sample-columns.ts";

describe("layoutTable()", () => {
	const table = new Table(sampleColumns());

	test.each([
		["whole", table],
		["sliced in a byte", table.slice(3, 9)],
		["sliced at a byte", table.slice(8, 10)],
		["of several slices", table.slice(0, 2).concat(table.slice(5, 9))],
		["without rows", table.slice(0, 0)],
		["without batches", new Table(table.schema)],
		["without columns", new Table({})],
	])("writes a table %s as apache-arrow reads it", async (_, table) => {
		const file = bytesOfLayout(layoutTable(table));
		expect(checkArrowFile(file).rowCount).toBe(table.numRows);
		const back = await tableFromBytes(file);
		expect(rowsOf(back)).toBe(rowsOf(table));
		expect(String(back.schema)).toBe(String(table.schema));
		expect(back.schema.fields.map(({ nullable }) => nullable)).toEqual(
			table.schema.fields.map(({ nullable }) => nullable),
		);
	});

	test.each(["all-types.arrow", "deltas.arrow", "polars.arrow"])(
		"writes %s again with the same rows",
		(name) => {
			const table = tableFromIPC(goldenFile(name));
			const file = bytesOfLayout(layoutTable(table));
			checkArrowFile(file);
			expect(rowsOf(tableFromIPC(file))).toBe(rowsOf(table));
		},
	);

	test("takes the table's own buffers, aligned to 64 bytes", () => {
		const x = Float64Array.of(1, 2, 3);
		const ids = BigInt64Array.of(1n, 2n, 3n);
		const { pieces } = layoutTable(
			new Table({ x: makeVector(x), ids: makeVector(ids) }),
		);
		for (const values of [x, ids]) {
			const piece = pieces.find(({ bytes }) => bytes.buffer === values.buffer);
			expect(piece?.bytes.byteLength).toBe(24);
			expect((piece?.position ?? 1) % 64).toBe(0);
		}
	});

	test("covers the file without a gap", () => {
		const { pieces, byteLength } = layoutTable(table);
		let end = 0;
		for (const { position, bytes } of pieces) {
			expect(position).toBe(end);
			end += bytes.byteLength;
		}
		expect(end).toBe(byteLength);
	});

	test("puts the dictionaries of all batches into one", () => {
		const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8(), 5);
		const [one, two] = [
			["a", "b"],
			["c", null, "a"],
		].map((values) => new Table({ d: vectorFromArray(values, type) }));
		if (one === undefined || two === undefined) throw new Error("No table");
		const table = one.concat(two).concat(one);
		const file = bytesOfLayout(layoutTable(table));
		const { dictionaries } = checkArrowFile(file);
		expect(dictionaries.map(({ delta }) => delta)).toEqual([false]);
		const values = [...(tableFromIPC(file).getChild("d") ?? [])];
		expect(values).toEqual(["a", "b", "c", null, "a", "a", "b"]);
	});

	test("leaves the indices of nulls alone where it raises others", () => {
		const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8(), 5);
		const column = vectorFromArray(["c", null], type);
		column.data[0]?.values.set([100], 1);
		const table = new Table({ d: vectorFromArray(words("a"), type) }).concat(
			new Table({ d: column }),
		);
		const file = bytesOfLayout(layoutTable(table));
		expect(checkArrowFile(file).rowCount).toBe(102);
	});

	test("refuses dictionaries that are too many for their indices", () => {
		const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8(), 5);
		const table = new Table({ d: vectorFromArray(words("a"), type) }).concat(
			new Table({ d: vectorFromArray(words("b"), type) }),
		);
		expect(() => layoutTable(table)).toThrow(TypeError);
	});

	test("keeps metadata of schema and columns", () => {
		const field = new arrow.Field(
			"x",
			new arrow.Int32(),
			false,
			new Map([["unit", "m"]]),
		);
		const schema = new arrow.Schema([field], new Map([["source", "sensor"]]));
		const file = checkArrowFile(bytesOfLayout(layoutTable(new Table(schema))));
		expect(file.metadata.get("source")).toBe("sensor");
		expect(file.schema[0]?.metadata.get("unit")).toBe("m");
		expect(file.schema[0]?.nullable).toBe(false);
	});

	test("takes a table of another copy of apache-arrow", () => {
		// Its CommonJS build shares nothing with the modules imported above.
		const other = createRequire(import.meta.url)(
			"apache-arrow/Arrow.node.js",
		) as typeof arrow;
		const table = other.tableFromArrays({ x: [1, 2, 3], s: ["a", "b", "a"] });
		expect(other.Table).not.toBe(Table);
		const file = bytesOfLayout(layoutTable(table));
		expect(rowsOf(tableFromIPC(file))).toBe(rowsOf(table));
	});

	test.each([null, 5, {}, { batches: [] }, [1]])("refuses %p", (value) => {
		expect(() => layoutTable(value as never)).toThrow(TypeError);
	});
});

function words(prefix: string): string[] {
	return Array.from({ length: 100 }, (_, i) => `${prefix}${i}`);
}
