import { expect, test } from "bun:test";
import { closeSync, openSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { FileError } from "../../src/errors.ts";
import { writePieces } from "../../src/segments/write.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

test("writePieces() writes what a copy in memory gives, gaps and all", () => {
	using directory = temporaryDirectory();
	const path = directory.file("a");
	const piece = fc.record({
		gap: fc.integer({ min: 0, max: 9 }),
		bytes: fc.uint8Array({ maxLength: 40 }),
	});
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 50 }), (parts) => {
			const { layout, expected } = layoutOf(parts);
			const fd = openSync(path, "w+");
			writePieces(fd, layout);
			closeSync(fd);
			expect(readFileSync(path).equals(expected)).toBe(true);
		}),
		{ seed: 1, numRuns: 200 },
	);
});

test("writePieces() writes more pieces than one call takes", () => {
	using directory = temporaryDirectory();
	const path = directory.file("a");
	const parts = Array.from({ length: 5000 }, (_, at) => ({
		gap: 0,
		bytes: new Uint8Array([at, at >> 8, 7]),
	}));
	const { layout, expected } = layoutOf(parts);
	const fd = openSync(path, "w+");
	writePieces(fd, layout);
	closeSync(fd);
	expect(readFileSync(path).equals(expected)).toBe(true);
});

test("writePieces() writes the bytes of any view, not of its whole buffer", () => {
	using directory = temporaryDirectory();
	const path = directory.file("a");
	const view = new Float64Array([1, 2, 3, 4]).subarray(1, 3);
	const fd = openSync(path, "w+");
	writePieces(fd, { byteLength: 16, pieces: [{ position: 0, bytes: view }] });
	closeSync(fd);
	const written = new Float64Array(new Uint8Array(readFileSync(path)).buffer);
	expect([...written]).toEqual([2, 3]);
});

test("writePieces() says disk_full and where", () => {
	const fd = openSync("/dev/full", "r+");
	const layout = {
		byteLength: 5,
		pieces: [{ position: 0, bytes: new Uint8Array(5) }],
	};
	expect(() => writePieces(fd, layout)).toThrow(FileError);
	expect(() => writePieces(fd, layout)).toThrow("the file system is full");
	closeSync(fd);
});

function layoutOf(parts: readonly { gap: number; bytes: Uint8Array }[]) {
	const expected: Buffer[] = [];
	let position = 0;
	let end = 0;
	const pieces = parts.map(({ gap, bytes }) => {
		position += gap;
		if (bytes.byteLength > 0) {
			expected.push(Buffer.alloc(position - end), Buffer.from(bytes));
			end = position + bytes.byteLength;
		}
		const piece = { position, bytes };
		position += bytes.byteLength;
		return piece;
	});
	return {
		layout: { byteLength: end, pieces },
		expected: Buffer.concat(expected),
	};
}
