import { describe, expect, test } from "bun:test";
import { readArrowFile } from "../../src/arrow/file.ts";
import { checkWritable } from "../../src/formats/check-writable.ts";
import type { FormatName } from "../../src/formats/format.ts";
import { goldenFile } from "../helpers/arrow-files.ts";

const fields = ["all-types.arrow", "newer-types.arrow"].flatMap((name) => [
	...readArrowFile(goldenFile(name)).schema,
]);

/** By column of the golden files: what cannot be written. */
const refused: [format: FormatName, columns: string][] = [
	[
		"parquet",
		"interval list_view large_list_view run_end_encoded dense_union sparse_union",
	],
	[
		"ndjson",
		"interval list_view large_list_view run_end_encoded dense_union sparse_union binary fixed_size_binary duration",
	],
	[
		"csv",
		"interval list_view large_list_view run_end_encoded dense_union sparse_union binary fixed_size_binary duration list large_list struct map",
	],
];

describe("checkWritable()", () => {
	test.each(refused)("%s refuses %s, and no other", (format, columns) => {
		const found = fields.filter((field) => !isWritable(field.name, format));
		expect(found.map(({ name }) => name).sort()).toEqual(
			columns.split(" ").sort(),
		);
	});

	test("names column, format and type", () => {
		const list = fields.filter(({ name }) => name === "list");
		expect(() => checkWritable(list, "csv")).toThrow(
			'Cannot write column "list" as CSV: CSV has no list<int64>; an Arrow file can hold it',
		);
	});
});

function isWritable(column: string, format: FormatName): boolean {
	try {
		const one = fields.filter(({ name }) => name === column);
		checkWritable(one, format);
		return true;
	} catch {
		return false;
	}
}
