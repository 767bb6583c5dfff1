import { expect, test } from "bun:test";
import {
	existsSync,
	readFileSync,
	statfsSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { extendSegment } from "../../src/segments/extend.ts";
import { reserveSegment } from "../../src/segments/reserve.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

test("reserveSegment() makes a private file with real memory", () => {
	using directory = temporaryDirectory();
	const path = directory.file("s");
	reserveSegment(path, 100_000);
	const { size, mode, blocks } = statSync(path);
	expect({ size, mode: mode & 0o777 }).toEqual({ size: 100_000, mode: 0o600 });
	expect(blocks * 512).toBeGreaterThanOrEqual(100_000);
});

test("reserveSegment() never takes a file that is there", () => {
	using directory = temporaryDirectory();
	const path = directory.file("s");
	writeFileSync(path, "precious");
	expect(() => reserveSegment(path, 10)).toThrow("EEXIST");
	expect(readFileSync(path, "utf8")).toBe("precious");
});

test("reserveSegment() leaves no file when there is no room", () => {
	using directory = temporaryDirectory();
	const path = directory.file("s");
	// More than the whole file system: refused before memory is taken.
	const { bsize, blocks } = statfsSync(directory.path);
	const tooMuch = bsize * (blocks + 1);
	expect(() => reserveSegment(path, tooMuch)).toThrow("Cannot reserve");
	expect(existsSync(path)).toBe(false);
});

test("extendSegment() keeps what was written and adds memory", () => {
	using directory = temporaryDirectory();
	const path = directory.file("s");
	reserveSegment(path, 4);
	writeFileSync(path, "abcd", { flag: "r+" });
	extendSegment(path, 10_000);
	expect(statSync(path).size).toBe(10_000);
	expect(readFileSync(path).subarray(0, 4).toString()).toBe("abcd");
});
