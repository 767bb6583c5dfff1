import { expect, test } from "bun:test";
import { closeSync, fstatSync, openSync, statfsSync, writeSync } from "node:fs";
import { reserveFile } from "../../src/os/reserve-file.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

test("reserveFile() gives the file real memory and its length", () => {
	using directory = temporaryDirectory();
	const fd = openSync(directory.file("a"), "w+");
	reserveFile(fd, 3_000_000);
	const { size, blocks } = fstatSync(fd);
	expect(size).toBe(3_000_000);
	expect(blocks * 512).toBeGreaterThanOrEqual(3_000_000);
	closeSync(fd);
});

test("reserveFile() never shortens a file", () => {
	using directory = temporaryDirectory();
	const fd = openSync(directory.file("a"), "w+");
	reserveFile(fd, 10_000);
	reserveFile(fd, 5_000);
	expect(fstatSync(fd).size).toBe(10_000);
	closeSync(fd);
});

test("reserveFile() says disk_full before it takes any memory", () => {
	using directory = temporaryDirectory();
	const { bsize, blocks } = statfsSync(directory.path);
	const fd = openSync(directory.file("a"), "w+");
	expect(() => reserveFile(fd, bsize * (blocks + 1))).toThrow(
		expect.objectContaining({ code: "disk_full" }),
	);
	expect(fstatSync(fd)).toMatchObject({ size: 0, blocks: 0 });
	closeSync(fd);
});

test("reserveFile() fills a hole before memory that is there", () => {
	using directory = temporaryDirectory();
	const fd = openSync(directory.file("a"), "w+");
	writeSync(fd, new Uint8Array(4096), 0, 4096, 1_000_000);
	reserveFile(fd, 1_000_000);
	const { size, blocks } = fstatSync(fd);
	expect(blocks * 512).toBeGreaterThanOrEqual(size);
	closeSync(fd);
});
