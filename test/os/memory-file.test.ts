import { expect, test } from "bun:test";
import {
	closeSync,
	fstatSync,
	readFileSync,
	readlinkSync,
	writeSync,
} from "node:fs";
import { openMemoryFile } from "../../src/os/memory-file.ts";

test("openMemoryFile() is a file that its descriptor's path opens", () => {
	const fd = openMemoryFile("a table");
	try {
		writeSync(fd, "some bytes");
		const path = `/proc/self/fd/${fd}`;
		expect(readFileSync(path, "utf8")).toBe("some bytes");
		expect(readlinkSync(path)).toBe("/memfd:a table (deleted)");
		expect(fstatSync(fd).isFile()).toBe(true);
	} finally {
		closeSync(fd);
	}
});
