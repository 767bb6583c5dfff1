import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { makeVector, Table } from "apache-arrow";
import { layoutTable } from "../../src/arrow/layout-table.ts";
import { checkObject } from "../../src/daemon/check-object.ts";
import { ignoreLeaseSignal, isFileInUse } from "../../src/os/file-lease.ts";
import { bytesOfLayout } from "../helpers/arrow-files.ts";
import { indexFile } from "../helpers/index-file.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

ignoreLeaseSignal();
const windowBytes = 64 * 1024;

/** A file of `rows` in batches of at most `batchBytes`. */
function write(path: string, rows: number, batchBytes: number): number {
	const table = new Table({ x: makeVector(new Float64Array(rows)) });
	const bytes = bytesOfLayout(layoutTable(table, batchBytes));
	writeFileSync(path, bytes);
	return bytes.length;
}

describe("checkObject() of a file over a window", () => {
	test("takes one whose batches fit, and lets go of it", () => {
		using directory = temporaryDirectory();
		const path = directory.file("a.arrow");
		const size = write(path, 50_000, 20_000);
		const content = checkObject(path, "table", size, windowBytes);
		expect(content).toEqual({ rows: 50_000, columns: 1 });
		expect(isFileInUse(path)).toBe(false);
	});

	test("refuses one with a batch that does not", () => {
		using directory = temporaryDirectory();
		const path = directory.file("a.arrow");
		const size = write(path, 50_000, 200_000);
		expect(() => checkObject(path, "table", size, windowBytes)).toThrow(
			"write it as several batches",
		);
		expect(isFileInUse(path)).toBe(false);
	});

	test("takes an index of any size by its head, and lets go of it", () => {
		using directory = temporaryDirectory();
		const path = directory.file("a.faiss");
		const file = new Uint8Array(5 * windowBytes);
		file.set(indexFile({}));
		writeFileSync(path, file);
		const content = checkObject(path, "index", file.length, windowBytes);
		expect(content).toEqual({ rows: 0, columns: 0 });
		expect(isFileInUse(path)).toBe(false);
	});

	test("refuses what is no index", () => {
		using directory = temporaryDirectory();
		const path = directory.file("a.faiss");
		const size = write(path, 50_000, 20_000);
		expect(() => checkObject(path, "index", size, windowBytes)).toThrow(
			'it begins with "ARRO"',
		);
	});
});
