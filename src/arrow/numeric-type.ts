import type { ViewConstructor } from "./typed-view.ts";
import type { ArrowField } from "./types.ts";

/** What a column's values are in memory. */
export type NumericArray =
	| Int8Array
	| Int16Array
	| Int32Array
	| BigInt64Array
	| Uint8Array
	| Uint16Array
	| Uint32Array
	| BigUint64Array
	| Float32Array
	| Float64Array;

/** A numeric type: its number in native/include/arrowshelf.h (`AS_TYPE_*`) and
 * the array that views its values. */
export interface NumericType {
	readonly type: number;
	readonly Values: ViewConstructor<NumericArray>;
	readonly byteLength: number;
}

export const numericTypes: Readonly<Record<string, NumericType>> = {
	int8: { type: 0, Values: Int8Array, byteLength: 1 },
	int16: { type: 1, Values: Int16Array, byteLength: 2 },
	int32: { type: 2, Values: Int32Array, byteLength: 4 },
	int64: { type: 3, Values: BigInt64Array, byteLength: 8 },
	uint8: { type: 4, Values: Uint8Array, byteLength: 1 },
	uint16: { type: 5, Values: Uint16Array, byteLength: 2 },
	uint32: { type: 6, Values: Uint32Array, byteLength: 4 },
	uint64: { type: 7, Values: BigUint64Array, byteLength: 8 },
	float16: { type: 8, Values: Uint16Array, byteLength: 2 },
	float32: { type: 9, Values: Float32Array, byteLength: 4 },
	float64: { type: 10, Values: Float64Array, byteLength: 8 },
};

/** The numeric type of a column's values, or null: not numbers. */
export function numericType(field: ArrowField): NumericType | null {
	const { type, dictionary } = field;
	if (dictionary) return null;
	if (type.kind === "float") return numericTypes[`float${type.bits}`] ?? null;
	if (type.kind !== "int") return null;
	return numericTypes[`${type.signed ? "int" : "uint"}${type.bits}`] ?? null;
}

/** Whether a column holds plain numbers. */
export function isNumeric(field: ArrowField): boolean {
	return numericType(field) !== null;
}

/** Whether a column holds vectors: fixed-size lists of at least one number. */
export function isVector(field: ArrowField): boolean {
	const { type, dictionary, children } = field;
	const child = children[0];
	return (
		!dictionary &&
		type.kind === "fixed_size_list" &&
		type.size > 0 &&
		child !== undefined &&
		isNumeric(child)
	);
}
