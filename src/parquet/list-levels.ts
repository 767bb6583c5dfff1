import { addVarint } from "./varint.ts";

/**
 * The repetition and definition levels of `rows` lists of `size` values each,
 * none missing, as a data page begins with: 0 where a list starts, 1 in it; and
 * 1 for every value that is there. Both are one bit wide
 * (parquet-format/Encodings.md, "RLE/bit-packed hybrid").
 */
export function listLevels(rows: number, size: number): Uint8Array {
	const values = rows * size;
	const groups = Math.ceil(values / 8);
	const head: number[] = [];
	addVarint(head, groups * 2 + 1);
	const repetition = new Uint8Array(head.length + groups).fill(0xff);
	repetition.set(head);
	for (let start = 0; start < values; start += size) {
		const at = head.length + (start >> 3);
		repetition[at] = (repetition[at] ?? 0) & ~(1 << (start & 7));
	}
	const definition: number[] = [];
	addVarint(definition, values * 2);
	definition.push(1);
	return joined([
		Uint32Array.of(repetition.length),
		repetition,
		Uint32Array.of(definition.length),
		Uint8Array.from(definition),
	]);
}

function joined(parts: readonly (Uint8Array | Uint32Array)[]): Uint8Array {
	return new Uint8Array(
		Buffer.concat(
			parts.map((part) =>
				Buffer.from(part.buffer, part.byteOffset, part.byteLength),
			),
		),
	);
}
