import { describe, expect, test } from "bun:test";
import { Dictionary, Int8, Table, Utf8, vectorFromArray } from "apache-arrow";
import { checkArrowFile } from "../../src/arrow/check-file.ts";
import { columnPlaces } from "../../src/arrow/column-places.ts";
import { readArrowFile } from "../../src/arrow/file.ts";
import { layoutTable } from "../../src/arrow/layout-table.ts";
import {
	bytesOfLayout,
	goldenFile,
	goldenFiles,
} from "../helpers/arrow-files.ts";

describe("checkArrowFile()", () => {
	test.each(goldenFiles)("takes %s as readArrowFile() does", (name) => {
		const file = goldenFile(name);
		expect(checkArrowFile(file)).toEqual(readArrowFile(file));
	});

	// Column, its how manieth buffer, which int32 (or byte) there, what to put.
	test.each([
		["utf8", 1, 0, -1, "offset -1 after 0"],
		["utf8", 1, 2, 100, "in order"],
		["utf8", 1, 4, 100, "bytes of"],
		["large_utf8", 1, 5, -1, "in order"],
		["large_utf8", 1, 8, 100, "bytes of"],
		["list", 1, 4, 100, "needs 100 values of its child"],
		["large_list", 1, 3, 1 << 30, "in order"],
		["map", 1, 4, 100, "needs 100 values"],
		["utf8_view", 1, 4, 1 << 20, "view of 1048576 bytes"],
		["utf8_view", 1, 4, -5, "view of -5 bytes"],
		["utf8_view", 1, 6, 7, "data buffer 7"],
		["utf8_view", 1, 7, -1, "at -1"],
		["dictionary", 1, 0, 2, "index 2 in row 0"],
		["dictionary", 1, 3, -1, "index 4294967295 in row 3"],
		["list_view", 1, 0, 100, "needs 102 values"],
		["list_view", 2, 0, -1, "list of -1 values"],
		["large_list_view", 1, 1, -1, "list of 2 values"],
		["dense_union", 1, 0, 100, "leads in row 0 to row 100"],
		["dense_union", 1, 1, -1, "leads in row 1 to row -1"],
		["dense_union", 0, 0, 9, "unknown type id 9"],
		["sparse_union", 0, 0, 0x05, "unknown type id 5"],
		["run_end_encoded", 1, 0, 0, "ends at 0"],
		["run_end_encoded", 1, 1, 3, "ends at 3 after 3"],
	])(
		"refuses %s with buffer %d entry %d set to %d",
		(column, buffer, entry, value, says) => {
			const file = fileWith(column);
			const { at } = findBuffer(file, column, buffer);
			new DataView(file.buffer).setInt32(at + 4 * entry, value, true);
			expect(() => checkArrowFile(file)).toThrow(says);
		},
	);

	test.each([
		["utf8", 1, "offsets of"],
		["float64", 1, "values of"],
		["bool", 1, "values of"],
		["list", 1, "offsets of"],
		["utf8_view", 1, "views of"],
		["uint64", 0, "validity bitmap of"],
		["list_view", 2, "sizes of"],
		["dense_union", 0, "type ids of"],
	])("refuses %s when buffer %d is too short", (column, buffer, says) => {
		const file = fileWith(column);
		const { lengthAt } = findBuffer(file, column, buffer);
		new DataView(file.buffer).setBigInt64(lengthAt, 0n, true);
		expect(() => checkArrowFile(file)).toThrow(says);
	});

	test("refuses runs that end before the rows do", () => {
		const file = fileWith("run_end_encoded");
		const { at } = findBuffer(file, "run_end_encoded", 1);
		new DataView(file.buffer).setInt32(at, 1, true);
		new DataView(file.buffer).setInt32(at + 4, 2, true);
		expect(() => checkArrowFile(file)).toThrow("has 4 rows, its runs end at 2");
	});

	test("refuses a dictionary that comes twice", () => {
		const file = goldenFile("deltas.arrow");
		// In the second of two batches, true for "is an addition".
		const at = findBytes(
			file,
			readArrowFile(file).dictionaries[1]?.batch.offset,
		);
		file[at] = 0;
		expect(() => checkArrowFile(file)).toThrow("comes twice");
	});

	test("takes indices of nulls for nothing", () => {
		const type = new Dictionary(new Utf8(), new Int8(), 1);
		const column = vectorFromArray(["a", null, "b"], type);
		const file = bytesOfLayout(layoutTable(new Table({ dictionary: column })));
		const { at } = findBuffer(file, "dictionary", 1);
		file[at + 1] = 100;
		expect(checkArrowFile(file).rowCount).toBe(3);
		file[at] = 100;
		expect(() => checkArrowFile(file)).toThrow("index 100 in row 0");
	});
});

const newer = ["view", "union", "run_end"];

function fileWith(column: string): Uint8Array<ArrayBuffer> {
	const isNewer =
		column !== "utf8_view" && newer.some((part) => column.includes(part));
	return goldenFile(isNewer ? "newer-types.arrow" : "all-types.arrow");
}

/** Where a column's buffer is in the first batch, and where its length is in
 * the batch's message. */
function findBuffer(file: Uint8Array, column: string, buffer: number) {
	const { schema, batches } = readArrowFile(file);
	const batch = batches[0];
	if (batch === undefined) throw new Error("No batch");
	const index = schema.findIndex((field) => field.name === column);
	const place = columnPlaces(schema, batch)[index];
	if (place === undefined) throw new Error(`No column ${column}`);
	// The buffers of a run-end encoded column are its children's.
	const number = place.buffer + buffer;
	const at = batch.buffers[2 * number] ?? 0;
	const last = batch.buffers.length / 2 - 1;
	const lengthAt =
		lastBufferEntry(file, batch.offset, batch) - 16 * (last - number) + 8;
	return { at, lengthAt };
}

/** Where the message of a batch lists its last buffer: offset and length. */
function lastBufferEntry(
	file: Uint8Array,
	offset: number,
	{ buffers }: { readonly buffers: Float64Array },
): number {
	const view = new DataView(file.buffer);
	const count = buffers.length / 2;
	const first = offset + 8 + view.getInt32(offset + 4, true);
	const matches = (at: number) =>
		Array.from({ length: count }, (_, i) => i).every(
			(i) =>
				Number(view.getBigInt64(at + 16 * i, true)) + first ===
					buffers[2 * i] &&
				Number(view.getBigInt64(at + 16 * i + 8, true)) === buffers[2 * i + 1],
		);
	for (let at = offset; at + 16 * count <= first; at += 4) {
		if (matches(at)) return at + 16 * (count - 1);
	}
	throw new Error("No list of buffers");
}

/** Two batches, of which the second has a dictionary of its own. */
/** The only byte in a dictionary message that is 1 and whose clearing makes
 * the dictionary no addition. */
function findBytes(file: Uint8Array, offset = 0): number {
	const length = new DataView(file.buffer).getInt32(offset + 4, true);
	for (let at = offset + 8; at < offset + 8 + length; at++) {
		if (file[at] !== 1) continue;
		const changed = file.slice();
		changed[at] = 0;
		try {
			if (readArrowFile(changed).dictionaries[1]?.delta === false) return at;
		} catch {
			// Another byte of the metadata.
		}
	}
	throw new Error("No such byte");
}
