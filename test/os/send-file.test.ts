import { expect, test } from "bun:test";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { sendFile } from "../../src/os/send-file.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

test("sendFile() copies a part to where the other file is, until the end", () => {
	using directory = temporaryDirectory();
	const path = directory.file("from");
	const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i * 7);
	writeFileSync(path, bytes);
	using files = new DisposableStack();
	const open = (name: string, flags: string) =>
		files.adopt(openSync(name, flags), closeSync);
	const from = open(path, "r");
	const copy = directory.file("to");
	const to = open(copy, "w");
	expect(sendFile(to, from, 1000, 5000)).toBe(5000);
	expect(sendFile(to, from, 6000, 200_000)).toBe(94_000);
	expect(sendFile(to, from, 100_000, 1)).toBe(0);
	expect(readFileSync(copy).equals(bytes.subarray(1000))).toBe(true);
});

test("sendFile() says where the kernel cannot, and throws what else fails", () => {
	using directory = temporaryDirectory();
	const path = directory.file("a");
	writeFileSync(path, "some bytes");
	using files = new DisposableStack();
	const from = files.adopt(openSync(path, "r"), closeSync);
	// A file open for appending is refused.
	const appending = files.adopt(openSync(directory.file("b"), "a"), closeSync);
	expect(sendFile(appending, from, 0, 10)).toBeNull();
	expect(() => sendFile(from, from, 0, 10)).toThrow("error 9");
});
