import { describe, expect, test } from "bun:test";
import type { BatchLayout } from "../../src/arrow/batch.ts";
import { BatchCursor } from "../../src/arrow/batch-cursor.ts";
import { fileBytesOf } from "../../src/arrow/file-bytes.ts";

/** A compressed buffer: its length as int64, and 16 bytes. */
function nextBuffer(prefix: bigint, byteLength = 24) {
	const file = new Uint8Array(64).fill(7);
	new DataView(file.buffer).setBigInt64(8, prefix, true);
	const batch: BatchLayout = {
		rowCount: 1,
		offset: 0,
		byteLength: 64,
		nodes: new Float64Array(2),
		buffers: Float64Array.of(8, byteLength),
		variadicCounts: [],
		compression: "zstd",
		unionValidity: false,
	};
	return new BatchCursor(batch, fileBytesOf(file)).nextBuffer();
}

describe("BatchCursor.nextBuffer()", () => {
	test("gives only the length of what is compressed", () => {
		expect(nextBuffer(100n)).toEqual({ byteLength: 100, bytes: null });
	});

	test("gives the bytes of what is not", () => {
		const bytes = new Uint8Array(16).fill(7);
		expect(nextBuffer(-1n)).toEqual({ byteLength: 16, bytes });
	});

	test("gives nothing for an empty buffer", () => {
		expect(nextBuffer(-1n, 0).byteLength).toBe(0);
	});

	test.each([
		[-2n, 24, "claims -2 bytes"],
		[2n ** 60n, 24, "claims 1152921504606846976 bytes"],
		[5n, 4, "has 4 bytes, expected at least 8"],
	])("refuses a length of %p in %d bytes", (prefix, byteLength, says) => {
		expect(() => nextBuffer(prefix, byteLength)).toThrow(says);
	});
});
