import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { ignoreLeaseSignal, isFileInUse } from "../../src/os/file-lease.ts";
import { acquireMapping } from "../../src/segments/mapping.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

ignoreLeaseSignal();

test("acquireMapping() shares one mapping and unmaps with the last holder", () => {
	using directory = temporaryDirectory();
	const path = directory.file("a");
	writeFileSync(path, "twelve bytes");
	const first = acquireMapping(path, 12);
	const second = acquireMapping(path, 12);
	expect(second.bytes.buffer).toBe(first.bytes.buffer);
	first.release();
	first.release();
	expect(second.bytes.byteLength).toBe(12);
	expect(isFileInUse(path)).toBe(true);
	second.release();
	expect(second.bytes.byteLength).toBe(0);
	expect(isFileInUse(path)).toBe(false);
});

test("acquireMapping() gives no view of another file under the same path", () => {
	using directory = temporaryDirectory();
	const path = directory.file("a");
	writeFileSync(path, "old.");
	using old = acquireMapping(path, 4);
	unlinkSync(path);
	writeFileSync(path, "new!");
	using replaced = acquireMapping(path, 4);
	expect(Buffer.from(old.bytes).toString()).toBe("old.");
	expect(Buffer.from(replaced.bytes).toString()).toBe("new!");
});

test("acquireMapping() keeps a stray write private", () => {
	using directory = temporaryDirectory();
	const path = directory.file("a");
	writeFileSync(path, "same");
	using hold = acquireMapping(path);
	hold.bytes[0] = 0;
	expect(readFileSync(path, "utf8")).toBe("same");
});

test("acquireMapping() reads a file that may not be written, into memory of each holder's own", () => {
	// A running program may not be opened for writing, even by root.
	const first = acquireMapping(process.execPath, 4096);
	using second = acquireMapping(process.execPath, 4096);
	expect(second.bytes.buffer).not.toBe(first.bytes.buffer);
	first.release();
	expect(first.bytes.byteLength).toBe(0);
	expect(Buffer.from(second.bytes.subarray(1, 4)).toString()).toBe("ELF");
});

test.each([
	["missing", "there is no such file"],
	["empty", "the file is empty"],
	["directory", "not a regular file"],
	["short", "99 bytes asked, it has 5"],
])("acquireMapping() refuses %s: %s", (name, message) => {
	using directory = temporaryDirectory();
	writeFileSync(directory.file("empty"), "");
	writeFileSync(directory.file("short"), "12345");
	mkdirSync(directory.file("directory"));
	expect(() => acquireMapping(directory.file(name), 99)).toThrow(message);
});
