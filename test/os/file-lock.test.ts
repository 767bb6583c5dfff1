import { expect, test } from "bun:test";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { isFileLocked, tryLockFile } from "../../src/os/file-lock.ts";
import { startChild } from "../helpers/child.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

test("tryLockFile() gives one open file the lock, until it is closed", () => {
	using directory = temporaryDirectory();
	const path = directory.file("lock");
	const first = openSync(path, "w+");
	const second = openSync(path, "r+");
	expect(tryLockFile(first)).toBe(true);
	expect(tryLockFile(second)).toBe(false);
	closeSync(first);
	expect(tryLockFile(second)).toBe(true);
	closeSync(second);
});

test("tryLockFile() gets the lock of a process that was killed", async () => {
	using directory = temporaryDirectory();
	const path = directory.file("lock");
	writeFileSync(path, "");
	await using child = startChild("os/hold-file.ts", "lock", path);
	await child.line();
	const fd = openSync(path, "r+");
	expect(tryLockFile(fd)).toBe(false);
	await child.kill();
	expect(tryLockFile(fd)).toBe(true);
	closeSync(fd);
});

test("isFileLocked() tells without taking the lock", () => {
	using directory = temporaryDirectory();
	const path = directory.file("lock");
	expect(isFileLocked(path)).toBe(false);
	const fd = openSync(path, "a+");
	expect(isFileLocked(path)).toBe(false);
	expect(tryLockFile(fd)).toBe(true);
	expect(isFileLocked(path)).toBe(true);
	expect(isFileLocked(directory.path)).toBe(false);
	closeSync(fd);
	expect(isFileLocked(path)).toBe(false);
});
