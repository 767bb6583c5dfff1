import { describe, expect, test } from "bun:test";
import { unlinkSync, writeFileSync } from "node:fs";
import { makeVector, Table, tableFromIPC } from "apache-arrow";
import { checkArrowFile } from "../../src/arrow/check-file.ts";
import { layoutTable } from "../../src/arrow/layout-table.ts";
import { tableFromBytes } from "../../src/arrow/table.ts";
import { vectorsFromBytes } from "../../src/arrow/vectors-from-bytes.ts";
import { ShelfError } from "../../src/errors.ts";
import { ignoreLeaseSignal, isFileInUse } from "../../src/os/file-lease.ts";
import { pageSize } from "../../src/os/page-size.ts";
import { FileWindows } from "../../src/segments/file-windows.ts";
import { acquireMapping } from "../../src/segments/mapping.ts";
import {
	bytesOfLayout,
	goldenFile,
	goldenFiles,
	rowsOf,
} from "../helpers/arrow-files.ts";
import { sampleColumns } from "../helpers/sample-columns.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

ignoreLeaseSignal();

/** Four pages hold a batch of each file here, and no file. */
const windowBytes = 4 * pageSize();

/** All types in so many batches that they fill several windows. */
function manyBatches(): Table {
	const { batches } = new Table(sampleColumns());
	return new Table(Array.from({ length: 20 }, () => batches).flat());
}

function fileOf(table: Table): Uint8Array<ArrayBuffer> {
	return bytesOfLayout(layoutTable(table));
}

describe("FileWindows", () => {
	test("gives every range that fits into a window", () => {
		using directory = temporaryDirectory();
		const path = directory.file("a");
		const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i * 7);
		writeFileSync(path, bytes);
		using windows = new FileWindows(path, bytes.length, { windowBytes });
		for (const offset of [0, 5, 50_000, 16_000, 99_990, 3]) {
			const seen = windows.range(offset, 10);
			expect(seen).toEqual(bytes.subarray(offset, offset + 10));
		}
		const size = windowBytes - 5;
		expect(windows.range(5, size)).toEqual(bytes.subarray(5, 5 + size));
		expect(() => windows.range(5, size + 1)).toThrow("several batches");
	});

	test("lays a window around what is asked for together", () => {
		using directory = temporaryDirectory();
		const path = directory.file("a");
		writeFileSync(path, new Uint8Array(100_000));
		using windows = new FileWindows(path, 100_000, { windowBytes });
		windows.range(0, 1);
		const at = windowBytes - 100;
		const head = windows.range(at, 10, 1000);
		const body = windows.range(at, 1000);
		expect(head.buffer).toBe(body.buffer);
	});

	test("keeps no more windows than it is told, and none after close", () => {
		using directory = temporaryDirectory();
		const path = directory.file("a");
		writeFileSync(path, new Uint8Array(200_000));
		const windows = new FileWindows(path, 200_000, { windowBytes, most: 2 });
		const views = [0, 50_000, 100_000].map((at) => windows.range(at, 10));
		expect(views.map((view) => view.length)).toEqual([0, 10, 10]);
		expect(isFileInUse(path)).toBe(true);
		windows.close();
		expect(views.map((view) => view.length)).toEqual([0, 0, 0]);
		expect(windows.range(0, 10)).toEqual(new Uint8Array(0));
		expect(isFileInUse(path)).toBe(false);
	});

	test("shows no other file that has taken its path", () => {
		using directory = temporaryDirectory();
		const path = directory.file("a");
		writeFileSync(path, new Uint8Array(100_000).fill(1));
		using windows = new FileWindows(path, 100_000, { windowBytes });
		unlinkSync(path);
		expect(() => windows.range(70_000, 1)).toThrow("no such file");
		writeFileSync(path, new Uint8Array(100_000).fill(2));
		expect(() => windows.range(70_000, 1)).toThrow("another file");
		expect(windows.range(0, 1)).toEqual(Uint8Array.of(1));
	});
});

describe("acquireMapping() of a file larger than a window", () => {
	test("shares its windows, refuses bytes, unmaps with the last holder", () => {
		using directory = temporaryDirectory();
		const path = directory.file("a");
		writeFileSync(path, new Uint8Array(100_000));
		const one = acquireMapping(path, 100_000, windowBytes);
		const other = acquireMapping(path, 100_000, windowBytes);
		expect(() => one.bytes).toThrow("more than one array can hold");
		const view = one.file.range(50_000, 10);
		expect(other.file.range(50_000, 10).buffer).toBe(view.buffer);
		one.release();
		expect(view.length).toBe(10);
		other.release();
		expect(view.length).toBe(0);
		expect(isFileInUse(path)).toBe(false);
	});

	test("leaves views of a hold that was abandoned", () => {
		using directory = temporaryDirectory();
		const path = directory.file("a");
		writeFileSync(path, new Uint8Array(100_000));
		const hold = acquireMapping(path, 100_000, windowBytes);
		const views = [0, 50_000].map((at) => hold.file.range(at, 10));
		hold.abandon();
		expect(views.map((view) => view.length)).toEqual([10, 10]);
		for (const { buffer } of views) (buffer as ArrayBuffer).transfer(0);
		expect(isFileInUse(path)).toBe(false);
	});
});

/** A schema's views as put writes them: with offsets. */
function plain(schema: string): string {
	return schema.replace(/(Utf8|Binary)View/g, "Large$1");
}

describe("an Arrow file through windows", () => {
	const readable = goldenFiles.filter(
		(name) => !/zstd|lz4|newer|nulls|legacy/.test(name),
	);
	const files = new Map([
		...readable.map((name) => [name, tableFromIPC(goldenFile(name))] as const),
		["sample columns", new Table(sampleColumns())] as const,
	]);

	test.each([...files])("gives the values of %s", async (_, table) => {
		using directory = temporaryDirectory();
		const path = directory.file("a.arrow");
		const repeats = Math.ceil((8 * windowBytes) / fileOf(table).length);
		const batches = Array.from({ length: repeats }, () => table.batches);
		const large = new Table(batches.flat());
		const bytes = fileOf(large);
		expect(bytes.length).toBeGreaterThan(2 * windowBytes);
		writeFileSync(path, bytes);
		using windows = new FileWindows(path, bytes.length, {
			windowBytes,
			most: 2,
		});
		expect(checkArrowFile(windows)).toEqual(checkArrowFile(bytes));
		using hold = acquireMapping(path, bytes.length, windowBytes);
		const seen = await tableFromBytes(hold.file);
		expect(rowsOf(seen)).toBe(rowsOf(large));
		expect(String(seen.schema)).toBe(plain(String(large.schema)));
	});

	test("is not copied", async () => {
		using directory = temporaryDirectory();
		const path = directory.file("a.arrow");
		const bytes = fileOf(manyBatches());
		writeFileSync(path, bytes);
		using hold = acquireMapping(path, bytes.length, windowBytes);
		const table = await tableFromBytes(hold.file);
		const values = table.getChild("uint64")?.data.map((data) => data.values);
		const { batches } = checkArrowFile(bytes);
		const buffers = batches.map(
			({ offset, byteLength }) => hold.file.range(offset, byteLength).buffer,
		);
		expect(values?.map(({ buffer }) => buffer)).toEqual(buffers);
		expect(new Set(buffers).size).toBeGreaterThan(2);
	});

	test("gives the vectors to search in", () => {
		using directory = temporaryDirectory();
		const path = directory.file("a.arrow");
		const bytes = fileOf(manyBatches());
		writeFileSync(path, bytes);
		using hold = acquireMapping(path, bytes.length, windowBytes);
		const names = ["fixedSizeList"];
		const seen = vectorsFromBytes(hold.file, { columns: names });
		expect(seen).toEqual(vectorsFromBytes(bytes, { columns: names }));
	});

	test("is refused where a batch is larger than a window", () => {
		using directory = temporaryDirectory();
		const path = directory.file("a.arrow");
		const rows = 2 * windowBytes;
		const bytes = fileOf(tableOf(new Uint8Array(rows)));
		writeFileSync(path, bytes);
		using windows = new FileWindows(path, bytes.length, { windowBytes });
		expect(() => checkArrowFile(windows)).toThrow("several batches");
	});

	test("that is damaged gives the answer it gives in one array", () => {
		using directory = temporaryDirectory();
		const path = directory.file("a.arrow");
		const bytes = fileOf(manyBatches());
		for (let round = 0; round < 200; round++) {
			const damaged = bytes.slice();
			// A walk over the whole file, footer included.
			const at = Math.floor(((round + 0.5) / 200) ** 0.5 * bytes.length);
			damaged[at] = (damaged[at] ?? 0) ^ (1 << (round % 8));
			writeFileSync(path, damaged);
			using windows = new FileWindows(path, damaged.length, {
				windowBytes,
				most: 2,
			});
			expect(outcome(windows)).toBe(outcome(damaged));
		}
	});
});

function tableOf(x: Uint8Array): Table {
	return new Table({ x: makeVector(x) });
}

function outcome(bytes: Uint8Array | FileWindows): string {
	try {
		return `${checkArrowFile(bytes).rowCount} rows`;
	} catch (error) {
		if (error instanceof ShelfError) return error.message;
		throw error;
	}
}
