import { describe, expect, test } from "bun:test";
import type { VectorSource } from "../../../src/arrow/numeric-columns.ts";
import { Crew } from "../../../src/engine/pool/crew.ts";
import { nativePool } from "../../../src/engine/pool/native-pool.ts";
import type { Matrix } from "../../../src/engine/vectors/matrix.ts";
import type { PackOptions } from "../../../src/engine/vectors/pack-options.ts";
import { packPortable } from "../../../src/engine/vectors/pack-portable.ts";
import { packVectors } from "../../../src/engine/vectors/pack-vectors.ts";
import { rowsOf } from "../../../src/engine/vectors/rows-of.ts";
import { siftPortable } from "../../../src/engine/vectors/sift-portable.ts";
import { type ValueType, vectorSource } from "../../helpers/vector-source.ts";

const portably = (source: VectorSource, options: PackOptions) =>
	siftPortable(packPortable(source, options), options);
const crew = new Crew(nativePool(), 3, {});
const valuesOf = (matrix: Matrix) => rowsOf(matrix, 0, matrix.rows);
const plain: PackOptions = {
	role: "points",
	metric: "l2",
	skipInvalid: false,
	centre: null,
	isWide: false,
};
const rows = Array.from({ length: 40_000 }, (_, r) =>
	Array.from({ length: 3 }, (_, c) => (r * 7 + c * 31) % 100),
);
const types: ValueType[] = [
	...["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32"],
	...["uint64", "float32", "float64"],
];
const shapes = [
	{ isList: false },
	{ isList: true },
	{ isList: true, batchRows: 9999, offset: 5 },
	{ isList: false, batchRows: 1, offset: 3 },
	{ isList: false, batchRows: 20_000 },
];

describe("packVectors()", () => {
	for (const shape of shapes) {
		const some = shape.batchRows === 1 ? rows.slice(0, 500) : rows;
		test.each(types)(`takes %s: ${JSON.stringify(shape)}`, async (type) => {
			const source = vectorSource(some, 3, { ...shape, type });
			const packed = await packVectors(crew, source, plain);
			expect(valuesOf(packed.all)).toEqual(Float32Array.from(some.flat()));
			expect(packed.valid).toBe(packed.all);
			expect(packed.invalid).toBeNull();
			const portable = portably(source, plain);
			expect(valuesOf(packed.all)).toEqual(valuesOf(portable.all).slice());
		});
	}

	test("subtracts a centre in float64, before narrowing", async () => {
		const centre = Float64Array.of(1e9, -1e9, 0);
		const far = rows.map(([x = 0, y = 0, z = 0]) => [x + 1e9, y - 1e9, z]);
		const source = vectorSource(far, 3, { type: "float64", batchRows: 7000 });
		const packed = await packVectors(crew, source, { ...plain, centre });
		expect(valuesOf(packed.all)).toEqual(Float32Array.from(rows.flat()));
		const portable = portably(source, { ...plain, centre });
		expect(valuesOf(packed.all)).toEqual(valuesOf(portable.all).slice());
	});

	test("scales rows to length 1 for cosine, a zero row stays", async () => {
		const source = vectorSource(
			[
				[3, 4],
				[0, 0],
				[0, -2],
			],
			2,
			{ isList: true },
		);
		const options: PackOptions = { ...plain, metric: "cosine" };
		const unit = Float32Array.of(0.6, 0.8, 0, 0, 0, -1);
		const packed = await packVectors(crew, source, options);
		expect(valuesOf(packed.all)).toEqual(unit);
		expect(valuesOf(portably(source, options).all).slice()).toEqual(unit);
		// The table's own bytes are as they were.
		expect(
			[...(source.columns[0]?.chunks[0]?.values ?? [])].slice(0, 2),
		).toEqual([3, 4] as never);
	});

	test("keeps the valid rows and their numbers", async () => {
		const source = vectorSource([[1], [null], [3], [Number.NaN], [5]], 1, {
			batchRows: 2,
		});
		const options = { ...plain, skipInvalid: true };
		for (const packed of [
			await packVectors(crew, source, options),
			portably(source, options),
		]) {
			expect([...valuesOf(packed.valid)]).toEqual([1, 3, 5]);
			expect(packed.valid.rows).toBe(3);
			expect([...(packed.rowNumbers ?? [])].slice(0, 3)).toEqual([0n, 2n, 4n]);
			expect([...(packed.invalid ?? [])]).toEqual([0, 1, 0, 1, 0]);
		}
	});
});
