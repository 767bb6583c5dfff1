import { describe, expect, test } from "bun:test";
import { filteredVectors } from "../../src/arrow/filtered-vectors.ts";
import { layoutColumns } from "../../src/arrow/layout-columns.ts";
import { CancelledError } from "../../src/errors.ts";
import { failure } from "../helpers/failure.ts";

// More than is looked at at once, and no whole number of bytes of a bitmap.
const rows = 300_005;
const x = Float64Array.from({ length: rows }, (_, row) => row);
const n = Int32Array.from({ length: rows }, (_, row) => row % 7);
const layout = layoutColumns(
	[
		{ name: "x", type: { kind: "float", bits: 64 }, values: x },
		{ name: "n", type: { kind: "int", bits: 32, signed: true }, values: n },
	],
	rows,
);
const bytes = new Uint8Array(layout.byteLength);
for (const { position, bytes: piece } of layout.pieces) {
	const { buffer, byteOffset, byteLength } = piece;
	bytes.set(new Uint8Array(buffer, byteOffset, byteLength), position);
}

describe("filteredVectors()", () => {
	test("marks the rows of every piece", async () => {
		const where = ["x >= 100000 and n = 3"];
		const { filter } = await filteredVectors(bytes, { columns: ["x"], where });
		const expected = n.map((value, row) =>
			row >= 100_000 && value === 3 ? 0 : 1,
		);
		expect(filter?.excluded.every((mark, row) => mark === expected[row])).toBe(
			true,
		);
		expect(filter?.passed).toBe(expected.filter((mark) => mark === 0).length);
	});

	test("tells how far it is, and ends between two pieces", async () => {
		const controller = new AbortController();
		const told: unknown[] = [];
		const cancelled = await failure(
			filteredVectors(
				bytes,
				{ where: ["n > 1"] },
				{
					signal: controller.signal,
					onProgress(step) {
						told.push(step);
						controller.abort();
					},
				},
			),
		);
		expect(cancelled).toBeInstanceOf(CancelledError);
		expect(told).toEqual([
			{ phase: "filter", done: expect.any(Number), total: rows },
		]);
	});
});
