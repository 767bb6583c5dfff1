import { typedView, type ViewConstructor } from "./typed-view.ts";

type IntegerArray =
	| Int16Array
	| Int32Array
	| BigInt64Array
	| Uint8Array
	| Uint16Array
	| Uint32Array
	| BigUint64Array
	| Int8Array;

const views: Readonly<Record<string, ViewConstructor<IntegerArray>>> = {
	int8: Int8Array,
	int16: Int16Array,
	int32: Int32Array,
	int64: BigInt64Array,
	uint8: Uint8Array,
	uint16: Uint16Array,
	uint32: Uint32Array,
	uint64: BigUint64Array,
};

/**
 * The first `count` integers in `bytes`, without a copy where aligned.
 * @param bits 8, 16, 32 or 64
 * @throws {RangeError} for another width, or when there are fewer
 */
export function integerView(
	bytes: Uint8Array,
	count: number,
	bits: number,
	signed: boolean,
): IntegerArray {
	const View = views[`${signed ? "int" : "uint"}${bits}`];
	if (View === undefined) {
		throw new RangeError(`Cannot view integers of ${bits} bits`);
	}
	return typedView(View, bytes, count);
}
