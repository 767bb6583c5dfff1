import { ptr } from "bun:ffi";
import { expect, test } from "bun:test";
import fc from "fast-check";
import {
	compactRows,
	markNotFinite,
	packColumn,
	sumDistances,
} from "../../src/native/kernels.ts";

type Numbers = ArrayLike<number | bigint> & NodeJS.TypedArray;

/** Every Arrow type that can be packed: its as_type, an array of it with the
 * given numbers, and what number an element stands for. */
const types: readonly {
	name: string;
	type: number;
	make(values: readonly number[]): Numbers;
}[] = [
	{ name: "int8", type: 0, make: (v) => Int8Array.from(v) },
	{ name: "int16", type: 1, make: (v) => Int16Array.from(v) },
	{ name: "int32", type: 2, make: (v) => Int32Array.from(v) },
	{
		name: "int64",
		type: 3,
		make: (v) => BigInt64Array.from(v.map((n) => BigInt(Math.trunc(n)))),
	},
	{ name: "uint8", type: 4, make: (v) => Uint8Array.from(v) },
	{ name: "uint16", type: 5, make: (v) => Uint16Array.from(v) },
	{ name: "uint32", type: 6, make: (v) => Uint32Array.from(v) },
	{
		name: "uint64",
		type: 7,
		make: (v) => BigUint64Array.from(v.map((n) => BigInt(Math.trunc(n)))),
	},
	{ name: "float32", type: 9, make: (v) => Float32Array.from(v) },
	{ name: "float64", type: 10, make: (v) => Float64Array.from(v) },
];

interface Packed {
	readonly out: Float32Array;
	readonly invalid: Uint8Array;
}

function pack(
	type: number,
	values: Numbers,
	rows: number,
	width: number,
	{
		offset = 0,
		validity,
		centre,
	}: { offset?: number; validity?: Uint8Array; centre?: Float64Array } = {},
): Packed {
	const stride = width + 2;
	// 7 where nothing may be written.
	const out = new Float32Array(Math.max(1, rows * stride)).fill(7);
	const invalid = new Uint8Array(Math.max(1, rows));
	packColumn({
		isWide: false,
		range: "float32",
		type,
		values: ptr(values),
		validity: validity === undefined ? 0 : ptr(validity),
		offset,
		rows,
		width,
		centre: centre === undefined ? 0 : ptr(centre),
		scale: 1,
		out: ptr(out),
		stride,
		column: 1,
		invalid: ptr(invalid),
		magnitudes: 0,
	});
	return { out, invalid };
}

test.each(types)(
	"packColumn() writes $name as a plain loop does",
	(subject) => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 4 }),
				fc.integer({ min: 0, max: 5 }),
				fc.integer({ min: 0, max: 40 }),
				fc.boolean(),
				fc.array(fc.integer({ min: 0, max: 255 }), {
					minLength: 200,
					maxLength: 200,
				}),
				(width, offset, rows, hasNulls, numbers) => {
					const values = subject.make(numbers);
					const validity = Uint8Array.from(numbers.slice(0, 30));
					const { out, invalid } = pack(subject.type, values, rows, width, {
						offset,
						...(hasNulls ? { validity } : {}),
					});
					for (let row = 0; row < rows; row++) {
						let bad = 0;
						for (let c = 0; c < width; c++) {
							const at = (offset + row) * width + c;
							const isNull =
								hasNulls && (((validity[at >> 3] ?? 0) >> (at & 7)) & 1) === 0;
							if (isNull) bad = 1;
							const expected = isNull ? 0 : Math.fround(Number(values[at]));
							expect(out[row * (width + 2) + 1 + c]).toBe(expected);
						}
						expect(invalid[row]).toBe(bad);
						expect(out[row * (width + 2)]).toBe(7);
						expect(out[row * (width + 2) + width + 1]).toBe(7);
					}
				},
			),
			{ seed: 3, numRuns: 50 },
		);
	},
);

test.each([
	[0x3c00, 1],
	[0xc000, -2],
	[0x3555, 0.333251953125],
	[0x7bff, 65504],
	[0x0001, 2 ** -24],
	[0x8000, -0],
])("packColumn() widens float16 %p", (bits, value) => {
	expect(pack(8, Uint16Array.of(bits), 1, 1).out[1]).toBe(value);
});

test("packColumn() marks float16 NaN and infinity", () => {
	const { invalid } = pack(8, Uint16Array.of(0x7c00, 0x7e00, 0x3c00), 3, 1);
	expect([...invalid]).toEqual([1, 1, 0]);
});

test("packColumn() keeps what float32 would lose, given a centre", () => {
	const values = Float64Array.of(5e6 + 0.125, 5e6 + 0.25);
	const centre = Float64Array.of(5e6);
	const { out } = pack(10, values, 2, 1, { centre });
	expect([out[1], out[4]]).toEqual([0.125, 0.25]);
});

test.each([
	[3, BigInt64Array, -(2n ** 62n)],
	[7, BigUint64Array, 2n ** 63n],
] as const)(
	"packColumn() keeps 64-bit integers apart, given a centre: %p",
	(type, Values, near) => {
		const centre = Float64Array.of(Number(near));
		const values = Values.of(near + 1n, near + 3n, near - 2n);
		const { out } = pack(type, values, 3, 1, { centre });
		expect([out[1], out[4], out[7]]).toEqual([1, 3, -2]);
	},
);

test("packColumn() refuses what the interface forbids", () => {
	expect(() => pack(11, Float64Array.of(1), 1, 1)).toThrow(RangeError);
});

test("markNotFinite() finds the bad rows", () => {
	const matrix = Float32Array.of(1, 2, Number.NaN, 4, 5, Infinity, 7, 8);
	const invalid = new Uint8Array(4);
	const magnitudes = Float64Array.of(Infinity, 0, 0);
	markNotFinite(ptr(matrix), 4, 2, ptr(invalid), ptr(magnitudes));
	expect([...invalid]).toEqual([0, 1, 1, 0]);
	expect([...magnitudes]).toEqual([1, 8, 0]);
});

test("compactRows() tells the rows that it kept", () => {
	const matrix = Float32Array.of(1, 1, 2, 2, 3, 3);
	const invalid = Uint8Array.of(0, 1, 0);
	const out = new Float32Array(6);
	const rowNumbers = new BigInt64Array(3);
	const kept = compactRows({
		values: ptr(matrix),
		invalid: ptr(invalid),
		rows: 3,
		dimension: 2,
		out: ptr(out),
		rowNumbers: ptr(rowNumbers),
	});
	expect(kept).toBe(2);
	expect([...out.subarray(0, 4)]).toEqual([1, 1, 3, 3]);
	expect([...rowNumbers.subarray(0, 2)]).toEqual([0n, 2n]);
});

test("sumDistances() passes over what is missing", () => {
	const distances = Float32Array.of(1, Number.NaN, 2.5);
	expect(sumDistances(ptr(distances), 3)).toEqual({ sum: 3.5, count: 2 });
});
