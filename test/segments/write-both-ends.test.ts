import { expect, test } from "bun:test";
import { closeSync, openSync, readFileSync } from "node:fs";
import { ignoreLeaseSignal, isFileInUse } from "../../src/os/file-lease.ts";
import { PieceQueue } from "../../src/segments/piece-queue.ts";
import { reserveSegment } from "../../src/segments/reserve.ts";
import { writeBothEnds } from "../../src/segments/write-both-ends.ts";
import { failure } from "../helpers/failure.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

const mebibyte = 1024 * 1024;

/** A segment with memory for so many bytes, open for writing. */
function openSegment(byteLength: number, flags = "r+") {
	const directory = temporaryDirectory();
	const path = directory.file("a");
	reserveSegment(path, byteLength);
	const fd = openSync(path, flags);
	return {
		path,
		fd,
		[Symbol.dispose]() {
			closeSync(fd);
			directory[Symbol.dispose]();
		},
	};
}

function queueOf(byteLength: number): PieceQueue {
	return new PieceQueue(piecesOf(byteLength).pieces);
}

/** Pieces of uneven lengths whose bytes say where they belong. */
function piecesOf(byteLength: number) {
	const all = new Uint32Array(byteLength / 4).map((_, at) => at * 2654435761);
	const bytes = new Uint8Array(all.buffer);
	const pieces = [];
	const sizes = [1, 777_777, 5, 3 * mebibyte + 1, 64, 2 ** 22 + 3];
	for (let at = 0, next = 0; at < byteLength; next += 1) {
		const size = sizes[next % sizes.length] as number;
		pieces.push({ position: at, bytes: bytes.subarray(at, at + size) });
		at += size;
	}
	return { bytes, pieces };
}

test.each([
	["both ends", 21 * mebibyte],
	["the front alone where the end cannot be mapped", 4096],
])("writeBothEnds() writes every byte from %s", async (_, reserved) => {
	const byteLength = 21 * mebibyte;
	using segment = openSegment(reserved);
	const { bytes, pieces } = piecesOf(byteLength);
	const seen: number[] = [];
	await writeBothEnds(segment.fd, new PieceQueue(pieces), (done) =>
		seen.push(done),
	);
	expect(readFileSync(segment.path).equals(bytes)).toBe(true);
	expect(seen.at(-1)).toBe(byteLength);
	expect(seen).toEqual(seen.toSorted((a, b) => a - b));
});

test("writeBothEnds() leaves no mapping behind", async () => {
	ignoreLeaseSignal();
	const byteLength = 9 * mebibyte;
	using directory = temporaryDirectory();
	const path = directory.file("a");
	reserveSegment(path, byteLength);
	const fd = openSync(path, "r+");
	await writeBothEnds(fd, queueOf(byteLength), () => {});
	expect(isFileInUse(path)).toBe(true);
	closeSync(fd);
	expect(isFileInUse(path)).toBe(false);
});

test("writeBothEnds() ends with what a step throws, writing nothing after", async () => {
	const byteLength = 21 * mebibyte;
	using segment = openSegment(byteLength);
	let steps = 0;
	const writing = writeBothEnds(segment.fd, queueOf(byteLength), () => {
		steps += 1;
		if (steps === 2) throw new Error("Enough");
	});
	expect(await failure(writing)).toHaveProperty("message", "Enough");
	const then = readFileSync(segment.path);
	await new Promise(setImmediate);
	expect(readFileSync(segment.path).equals(then)).toBe(true);
});

test("writeBothEnds() fails where a buffer is given away meanwhile", async () => {
	const byteLength = 21 * mebibyte;
	using segment = openSegment(byteLength);
	const bytes = new Uint8Array(byteLength).fill(1);
	const pieces = [{ position: 0, bytes }];
	const writing = writeBothEnds(segment.fd, new PieceQueue(pieces), () => {
		if (bytes.byteLength > 0) bytes.buffer.transfer();
	});
	const error = await failure(writing);
	expect(error).toHaveProperty("code", "unreadable");
	expect(String(error)).toContain("given away");
});

test("writeBothEnds() says why the file does not take it", async () => {
	const byteLength = 9 * mebibyte;
	using segment = openSegment(byteLength, "r");
	const writing = writeBothEnds(segment.fd, queueOf(byteLength), () => {});
	expect(await failure(writing)).toHaveProperty("code", "unreadable");
});
