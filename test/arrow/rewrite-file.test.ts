import { describe, expect, test } from "bun:test";
import {
	DenseUnion,
	Field,
	Int32,
	makeData,
	makeVector,
	Table,
	tableFromIPC,
	vectorFromArray,
} from "apache-arrow";
import { checkArrowFile } from "../../src/arrow/check-file.ts";
import { encodeTableSchema } from "../../src/arrow/encode-table-schema.ts";
import { readArrowFile } from "../../src/arrow/file.ts";
import { fileBytesOf } from "../../src/arrow/file-bytes.ts";
import { layoutTable } from "../../src/arrow/layout-table.ts";
import { needsRewriting } from "../../src/arrow/needs-rewriting.ts";
import { rewriteFile } from "../../src/arrow/rewrite-file.ts";
import {
	bytesOfLayout,
	goldenFile,
	goldenFiles,
	rowsOf,
} from "../helpers/arrow-files.ts";
import { sampleColumns } from "../helpers/sample-columns.ts";

const sizes = { batchBytes: 8192, targetBytes: 4096 };

function rewrite(bytes: Uint8Array, table: Table, how = sizes): Uint8Array {
	const pieces = rewriteFile(
		readArrowFile(bytes),
		fileBytesOf(bytes),
		(builder) => encodeTableSchema(builder, table.schema),
		how,
	);
	const all = [...pieces].flat();
	const last = all.at(-1);
	const byteLength = (last?.position ?? 0) + (last?.bytes.byteLength ?? 0);
	return bytesOfLayout({ byteLength, pieces: all });
}

/** Ten rows of all types, again and again in one batch. */
function manyRows(): Table {
	const small = new Table(sampleColumns());
	return new Table(
		Object.fromEntries(
			small.schema.fields.map(({ name, type }) => {
				const values = [...(small.getChild(name) ?? [])];
				const many = Array.from({ length: 333 }, (_, i) => values[i % 10]);
				return [name, vectorFromArray(many, type)];
			}),
		),
	);
}

describe("rewriteFile()", () => {
	test("divides a batch of all types, with the same values", () => {
		const table = manyRows();
		const bytes = bytesOfLayout(layoutTable(table));
		expect(needsRewriting(readArrowFile(bytes), sizes.batchBytes)).toBe(true);
		const again = rewrite(bytes, table);
		const file = checkArrowFile(again);
		expect(file.batches.length).toBeGreaterThan(5);
		expect(needsRewriting(file, sizes.batchBytes)).toBe(false);
		expect(rowsOf(tableFromIPC(again))).toBe(rowsOf(table));
		expect(String(tableFromIPC(again).schema)).toBe(String(table.schema));
	});

	// Those that apache-arrow can read, to compare with.
	test.each(goldenFiles.filter((name) => !/newer|lz4|zstd/.test(name)))(
		"writes %s again in plain types with the same rows",
		(name) => {
			const bytes = goldenFile(name);
			const table = tableFromIPC(bytes);
			const again = rewrite(bytes, table, { ...sizes, batchBytes: 1 << 20 });
			const file = checkArrowFile(again);
			expect(needsRewriting(file)).toBe(false);
			expect(String(tableFromIPC(again).schema)).not.toContain("View");
			expect(rowsOf(tableFromIPC(again))).toBe(rowsOf(table));
		},
	);

	test("counts the nulls of each part", () => {
		const x = Array.from({ length: 3000 }, (_, i) => (i % 7 ? i : null));
		const table = new Table({ x: vectorFromArray(x, new Int32()) });
		const again = rewrite(bytesOfLayout(layoutTable(table)), table);
		for (const { nodes, rowCount } of readArrowFile(again).batches) {
			expect(nodes[0]).toBe(rowCount);
			expect(Math.abs((nodes[1] ?? 0) - rowCount / 7)).toBeLessThan(1);
		}
		expect([...(tableFromIPC(again).getChild("x") ?? [])]).toEqual(x);
	});

	test("divides dense unions, each part with the values of its rows", () => {
		const rows = 3000;
		const child = makeVector(Int32Array.from({ length: rows }, (_, i) => i));
		const type = new DenseUnion([0], [new Field("i", child.type)]);
		const data = makeData({
			type,
			length: rows,
			typeIds: new Int8Array(rows),
			valueOffsets: Int32Array.from({ length: rows }, (_, i) => rows - 1 - i),
			children: [child.data[0] as never],
		});
		const table = new Table({ u: makeVector(data) });
		const again = rewrite(bytesOfLayout(layoutTable(table)), table);
		expect(checkArrowFile(again).batches.length).toBeGreaterThan(3);
		expect([...(tableFromIPC(again).getChild("u") ?? [])]).toEqual(
			Array.from({ length: rows }, (_, i) => rows - 1 - i),
		);
	});

	test("refuses a row that is larger than a batch may be", () => {
		const table = new Table({ s: vectorFromArray(["x".repeat(20_000)]) });
		const bytes = bytesOfLayout(layoutTable(table));
		expect(() => rewrite(bytes, table)).toThrow("Cannot write row 0");
	});

	test("refuses offsets that lead outside", () => {
		const words = Array.from({ length: 2000 }, (_, i) => `${i}`);
		const table = new Table({ w: vectorFromArray(words) });
		const text = new Table({ s: vectorFromArray(words.map((w) => `${w}!`)) });
		for (const each of [table, text]) {
			const bytes = bytesOfLayout(layoutTable(each));
			const { batches, dictionaries } = readArrowFile(bytes);
			const [batch] = dictionaries.length
				? dictionaries.map(({ batch }) => batch)
				: batches;
			const at = (batch?.buffers[2] ?? 0) + 4 * 2000;
			new DataView(bytes.buffer).setInt32(at, 1 << 30, true);
			expect(() => rewrite(bytes, each)).toThrow("Cannot read the Arrow file");
		}
	});
});
