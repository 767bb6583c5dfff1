import { type Pointer, toArrayBuffer } from "bun:ffi";
import type { ResultBlock, ResultPlaces } from "../answers/result-sink.ts";

/** The answers of rows `first` .. `first` + `count` - 1, as views of the memory
 * that they lie in, made when they are looked at: good as long as what the places hold. */
export function viewPlaces(
	{ k, distances, neighbors }: ResultPlaces,
	first: number,
	count: number,
): ResultBlock {
	const at = first * k;
	const length = count * k;
	const distancesAt = distances + 4 * at;
	return {
		count,
		k,
		rows: null,
		first,
		get neighbors() {
			return new BigInt64Array(bytesAt(neighbors + 8 * at, 8 * length));
		},
		get distances() {
			return new Float32Array(bytesAt(distancesAt, 4 * length));
		},
		distancesAt,
	};
}

function bytesAt(address: number, byteLength: number): ArrayBuffer {
	return byteLength === 0
		? new ArrayBuffer(0)
		: toArrayBuffer(address as Pointer, 0, byteLength);
}
