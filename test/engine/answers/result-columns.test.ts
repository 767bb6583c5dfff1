import { expect, test } from "bun:test";
import { tableFromIPC } from "apache-arrow";
import { layoutColumns } from "../../../src/arrow/layout-columns.ts";
import { resultColumns } from "../../../src/engine/answers/result-columns.ts";

test("resultColumns() is the result's table, without copying its arrays", () => {
	const result = {
		k: 2,
		queryCount: 2,
		neighbors: BigInt64Array.of(1n, -1n, 0n, -1n),
		distances: Float32Array.of(0.5, Number.NaN, 0.5, Number.NaN),
	};
	const columns = resultColumns(result);
	expect(columns[1]?.values).toBe(result.neighbors);
	expect(columns[2]?.values).toBe(result.distances);
	const { byteLength, pieces } = layoutColumns(columns, 2);
	const bytes = new Uint8Array(byteLength);
	for (const { position, bytes: piece } of pieces) {
		const { buffer, byteOffset } = piece;
		bytes.set(new Uint8Array(buffer, byteOffset, piece.byteLength), position);
	}
	const table = tableFromIPC(bytes);
	expect(
		table.schema.fields.map(({ name, type }) => `${name} ${type}`),
	).toEqual([
		"query Uint64",
		"neighbors FixedSizeList[2]<Int64>",
		"distances FixedSizeList[2]<Float32>",
	]);
	const read = table.toArray().map((row) => row.toJSON());
	expect(read.map(({ query }) => query)).toEqual([0n, 1n]);
	expect(read.map(({ neighbors }) => [...neighbors])).toEqual([
		[1n, -1n],
		[0n, -1n],
	]);
});
