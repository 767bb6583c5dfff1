import { describe, expect, test } from "bun:test";
import { readArrowFile } from "../../src/arrow/file.ts";
import { layoutColumns } from "../../src/arrow/layout-columns.ts";
import { typeName } from "../../src/arrow/types.ts";
import { InvalidTableError, LimitError } from "../../src/errors.ts";
import { bytesOfLayout, goldenFile } from "../helpers/arrow-files.ts";

describe("readArrowFile()", () => {
	test.each([
		["all-types.arrow", 23, 10, 3],
		["newer-types.arrow", 5, 10, 3],
		["version-4.arrow", 22, 10, 1],
		["legacy.arrow", 2, 10, 1],
		["zstd.arrow", 2, 100, 1],
		["deltas.arrow", 1, 5, 2],
		["polars.arrow", 5, 20, 1],
	])(
		"%s has %d columns, %d rows, %d batches",
		(name, columns, rows, batches) => {
			const file = readArrowFile(goldenFile(name));
			expect(file.schema.length).toBe(columns);
			expect(file.rowCount).toBe(rows);
			expect(file.batches.length).toBe(batches);
		},
	);

	test("names every type", () => {
		const names = ["all-types.arrow", "newer-types.arrow"].flatMap((name) =>
			readArrowFile(goldenFile(name)).schema.map(typeName),
		);
		expect(names).toEqual([
			"int8",
			"uint64",
			"float16",
			"float32",
			"float64",
			"bool",
			"utf8",
			"large_utf8",
			"utf8_view",
			"binary",
			"fixed_size_binary[3]",
			"decimal128(10, 2)",
			"date32",
			"timestamp[us, UTC]",
			"time64[us]",
			"duration[us]",
			"interval",
			"null",
			"list<int64>",
			"large_list<int32>",
			"struct<int64, utf8>",
			"map<struct<utf8, int32>>",
			"dictionary<utf8>",
			"list_view<int32>",
			"large_list_view<int32>",
			"run_end_encoded<int32, utf8>",
			"dense_union<int64, utf8>",
			"sparse_union<int64, utf8>",
		]);
	});

	test("reads a file that does not start its buffer", () => {
		const file = goldenFile("all-types.arrow");
		const buffer = new Uint8Array(file.length + 100).fill(255);
		buffer.set(file, 64);
		const inside = buffer.subarray(64, 64 + file.length);
		expect(readArrowFile(inside).rowCount).toBe(10);
	});

	test.each([
		[
			"a stream",
			() => goldenFile("stream.arrows"),
			"Arrow IPC stream, not a file",
		],
		["Parquet", () => goldenFile("some.parquet"), "looks like Parquet"],
		["Feather V1", () => goldenFile("old.feather"), "Feather version 1"],
		["CSV", () => text("x,y\n1,2\n"), "looks like text (CSV?)"],
		["JSON", () => text('[{"x": 1}]'), "looks like JSON"],
		["nothing", () => text(""), "it is empty"],
		["zeros", () => new Uint8Array(100), "no Arrow IPC file"],
		["half a file", () => half(goldenFile("all-types.arrow")), "cut off"],
	])("says what %s looks like", (_, make, says) => {
		const error = failure(() => readArrowFile(make()));
		expect(error).toBeInstanceOf(InvalidTableError);
		expect(error).toMatchObject({ code: "invalid_table" });
		expect((error as Error).message).toContain(says);
	});

	test("refuses a footer that points past the start", () => {
		const file = goldenFile("zstd.arrow");
		new DataView(file.buffer).setInt32(file.length - 10, file.length, true);
		expect(failure(() => readArrowFile(file))).toMatchObject({
			code: "invalid_table",
			details: { offset: file.length - 10 },
		});
	});

	test("refuses more columns than the limit", () => {
		const column = (index: number) => ({
			name: `c${index}`,
			type: { kind: "int", bits: 8, signed: true } as const,
			values: new Int8Array(1),
		});
		const columns = Array.from({ length: 10_001 }, (_, i) => column(i));
		const wide = bytesOfLayout(layoutColumns(columns, 1));
		const error = failure(() => readArrowFile(wide));
		expect(error).toBeInstanceOf(LimitError);
		expect(error).toMatchObject({ details: { limit: 10_000, given: 10_001 } });
		const fits = bytesOfLayout(layoutColumns(columns.slice(0, 10_000), 1));
		expect(readArrowFile(fits).schema.length).toBe(10_000);
	});
});

function text(content: string): Uint8Array {
	return new TextEncoder().encode(content);
}

function half(file: Uint8Array): Uint8Array {
	return file.subarray(0, file.length >> 1);
}

function failure(call: () => unknown): unknown {
	try {
		call();
	} catch (error) {
		return error;
	}
	throw new Error("Nothing was thrown");
}
