import { expect, test } from "bun:test";
import { closeSync, openSync, readFileSync } from "node:fs";
import type { PutProgress } from "../../src/client/put-options.ts";
import { writeLayout } from "../../src/client/write-layout.ts";
import { failure } from "../helpers/failure.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

const mebibyte = 1024 * 1024;

function openNew(path: string) {
	const fd = openSync(path, "w");
	return { fd, [Symbol.dispose]: () => closeSync(fd) };
}

test("writeLayout() writes pieces over a step's end whole, with progress", async () => {
	using directory = temporaryDirectory();
	using file = openNew(directory.file("a"));
	// Values that are not bytes, at an offset of their buffer, over one step.
	const values = new Float64Array(9 * mebibyte).map((_, i) => i).subarray(8);
	const head = new Uint8Array(64).fill(7);
	const byteLength = 64 + values.byteLength;
	const pieces = [
		{ position: 0, bytes: head },
		{ position: 64, bytes: values },
	];
	const seen: PutProgress[] = [];
	await writeLayout(
		file.fd,
		{ byteLength, pieces },
		{ onProgress: (progress) => seen.push(progress) },
	);
	expect(seen).toEqual([
		{ done: 64 * mebibyte, total: byteLength },
		{ done: byteLength, total: byteLength },
	]);
	const bytes = readFileSync(directory.file("a"));
	const expected = Buffer.from(values.buffer, 64);
	expect(bytes.subarray(0, 64).equals(head)).toBe(true);
	expect(bytes.subarray(64).equals(expected)).toBe(true);
});

test("writeLayout() stops between steps when its signal is aborted", async () => {
	using directory = temporaryDirectory();
	using file = openNew(directory.file("a"));
	const bytes = new Uint8Array(65 * mebibyte);
	const controller = new AbortController();
	const writing = writeLayout(
		file.fd,
		{ byteLength: bytes.length, pieces: [{ position: 0, bytes }] },
		{ signal: controller.signal, onProgress: () => controller.abort() },
	);
	expect(await failure(writing)).toHaveProperty("code", "cancelled");
	expect(readFileSync(directory.file("a")).length).toBe(64 * mebibyte);
});
