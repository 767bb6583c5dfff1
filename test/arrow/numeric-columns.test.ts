import { describe, expect, test } from "bun:test";
import {
	Field,
	FixedSizeList,
	Float32,
	Int32,
	makeVector,
	Table,
	Utf8,
	vectorFromArray,
} from "apache-arrow";
import { readArrowFile } from "../../src/arrow/file.ts";
import { layoutTable } from "../../src/arrow/layout-table.ts";
import { selectVectors } from "../../src/arrow/numeric-columns.ts";
import { numericTypes } from "../../src/arrow/numeric-type.ts";
import {
	bytesOfLayout,
	fileOfColumns,
	goldenFile,
} from "../helpers/arrow-files.ts";

describe("selectVectors()", () => {
	test("shares the file's memory, without a copy", () => {
		const file = fileOfColumns({
			x: makeVector(Float64Array.of(1, 2, 3)),
			y: makeVector(Float32Array.of(4, 5, 6)),
		});
		const source = select(file);
		expect(source).toMatchObject({ rowCount: 3, dimension: 2 });
		for (const column of source.columns) {
			expect(column.chunks[0]?.values.buffer).toBe(file.buffer);
		}
		expect(source.columns.map(({ type }) => type)).toEqual([10, 9]);
		expect([...(source.columns[1]?.chunks[0]?.values ?? [])]).toEqual([
			4, 5, 6,
		]);
	});

	test.each([
		["int8", Int8Array],
		["int16", Int16Array],
		["int32", Int32Array],
		["int64", BigInt64Array],
		["uint8", Uint8Array],
		["uint16", Uint16Array],
		["uint32", Uint32Array],
		["uint64", BigUint64Array],
		["float32", Float32Array],
		["float64", Float64Array],
	] as const)("views %s as its own array", (name, Values) => {
		const values = new Values(5);
		values.fill((values[0] === 0n ? 7n : 7) as never, 2, 3);
		const file = fileOfColumns({ x: makeVector(values as Float64Array) });
		const column = select(file).columns[0];
		expect(column?.type).toBe(numericTypes[name]?.type ?? -1);
		expect(column?.chunks[0]?.values).toEqual(values);
	});

	test("takes each record batch as a chunk, in the same cuts everywhere", () => {
		const file = goldenFile("all-types.arrow");
		const source = select(file, ["int8", "float64"]);
		for (const column of source.columns) {
			expect(column.chunks.map(({ rowCount }) => rowCount)).toEqual([4, 4, 2]);
		}
		const values = source.columns[0]?.chunks.flatMap(({ values }) => [
			...values,
		]);
		expect(values).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
	});

	test("gives the bitmap of a column with nulls, and none without", () => {
		const file = goldenFile("all-types.arrow");
		const { columns } = select(file, ["float64", "int8"]);
		expect((columns[0]?.chunks[0]?.validity?.[0] ?? 0) & 0b1111).toBe(0b1010);
		expect(columns[1]?.chunks[0]?.validity).toBeNull();
	});

	test("reads rows and nulls of a fixed-size list", () => {
		const file = goldenFile("list-nulls.arrow");
		const source = select(file);
		expect(source).toMatchObject({ rowCount: 3, dimension: 2 });
		const chunk = source.columns[0]?.chunks[0];
		expect(chunk?.values.length).toBe(6);
		expect(chunk?.values[5]).toBe(4);
		expect((chunk?.validity?.[0] ?? 0) & 0b111).toBe(0b101);
		expect((chunk?.childValidity?.[0] ?? 0) & 0b110011).toBe(0b100011);
	});

	test("skips the buffers of other columns, views among them", () => {
		const file = goldenFile("polars.arrow");
		const [vector, x] = [select(file, ["vector"]), select(file, ["x"])];
		expect(vector.dimension).toBe(4);
		expect([...(vector.columns[0]?.chunks[0]?.values ?? [])]).toEqual(
			new Array(80).fill(1),
		);
		expect(x.columns[0]?.chunks[0]?.values[19]).toBe(19);
	});

	test("copies where a file is not aligned in its buffer", () => {
		const file = fileOfColumns({ x: makeVector(Float64Array.of(1, 2, 3)) });
		const shifted = new Uint8Array(file.length + 1);
		shifted.set(file, 1);
		const inside = shifted.subarray(1);
		const chunk = select(inside).columns[0]?.chunks[0];
		expect([...(chunk?.values ?? [])]).toEqual([1, 2, 3]);
		expect(chunk?.values.buffer).not.toBe(shifted.buffer);
	});

	test("takes a buffer that a compressed file left as it was", () => {
		// Such a buffer starts with -1 as int64.
		const file = fileOfColumns({
			x: makeVector(BigInt64Array.of(-1n, 5n, 6n)),
		});
		const read = readArrowFile(file);
		const [batch] = read.batches;
		if (batch === undefined) throw new Error("No batch");
		const compressed = { ...batch, rowCount: 2, compression: "lz4" } as const;
		const source = selectVectors({ ...read, batches: [compressed] }, file);
		const chunk = source.columns[0]?.chunks[0];
		expect(chunk?.values.buffer).toBe(file.buffer);
		expect([...(chunk?.values ?? [])]).toEqual([5n, 6n]);
	});

	test("gives no chunks for a table without batches", () => {
		const { schema } = new Table({ x: makeVector(Float64Array.of(1)) });
		const file = bytesOfLayout(layoutTable(new Table(schema)));
		expect(select(file).rowCount).toBe(0);
	});

	test("takes the one fixed-size list where there are others", () => {
		const vectors = vectorFromArray([[1, 2]], listOf(2));
		const file = fileOfColumns({ id: int32s(1), v: vectors });
		expect(select(file).columns.map(({ name }) => name)).toEqual(["v"]);
		expect(select(file, ["id"]).dimension).toBe(1);
	});

	test.each([
		["an unknown column", ["lattitude"], 'did you mean "latitude"?'],
		["a text column", ["name"], '"name" is of type utf8'],
		["a list and another", ["v", "latitude"], "must be the only one"],
		["one named twice", ["latitude", "latitude"], "named twice"],
		["no names", [], "none were named"],
	])("refuses %s", (_, names, says) => {
		const file = fileOfColumns({
			latitude: int32s(1),
			name: vectorFromArray(["a"], new Utf8()),
			v: vectorFromArray([[1, 2]], listOf(2)),
		});
		expectInvalidColumn(file, names, says);
	});

	test.each([
		["a dictionary", "all-types.arrow", ["dictionary"], "dictionary<utf8>"],
		["a list of any size", "all-types.arrow", ["list"], "list<int64>"],
		["what is compressed by lz4", "lz4.arrow", ["x"], "compressed (lz4)"],
		[
			"what is compressed by zstd",
			"zstd.arrow",
			undefined,
			"compressed (zstd)",
		],
		["a table without numbers", "deltas.arrow", undefined, "no numeric column"],
	])("refuses %s", (_, name, names, says) => {
		expectInvalidColumn(goldenFile(name), names, says);
	});

	test("refuses to choose between two fixed-size lists", () => {
		const vectors = vectorFromArray([[1, 2]], listOf(2));
		const file = fileOfColumns({ a: vectors, b: vectors });
		expectInvalidColumn(file, undefined, "2 columns of vectors");
		expect(select(file, ["b"]).dimension).toBe(2);
	});

	test("refuses a values buffer that is too short", () => {
		const file = fileOfColumns({ x: makeVector(Float64Array.of(1, 2, 3)) });
		const read = readArrowFile(file);
		const buffers = read.batches[0]?.buffers;
		if (buffers === undefined) throw new Error("No batch");
		buffers[3] = 16;
		expect(() => selectVectors(read, file)).toThrow(
			"16 bytes where 24 are needed",
		);
	});
});

function select(file: Uint8Array, columns?: readonly string[]) {
	return selectVectors(readArrowFile(file), file, columns);
}

function listOf(size: number) {
	return new FixedSizeList(size, new Field("item", new Float32(), true));
}

function int32s(value: number) {
	return vectorFromArray([value], new Int32());
}

function expectInvalidColumn(
	file: Uint8Array,
	names: readonly string[] | undefined,
	says: string,
): void {
	expect(() => select(file, names)).toThrow(
		expect.objectContaining({
			code: "invalid_column",
			message: expect.stringContaining(says),
		}),
	);
}
