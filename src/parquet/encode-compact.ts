import { addVarint } from "./varint.ts";

/** Type codes of Thrift's compact protocol. */
const codes = {
	true: 1,
	false: 2,
	byte: 3,
	i32: 5,
	i64: 6,
	binary: 8,
	list: 9,
	struct: 12,
} as const;

/** A value with its type; `struct` is fields by number, ascending. */
export type CompactValue =
	| { readonly byte: number }
	| { readonly i32: number }
	| { readonly i64: number }
	| { readonly bool: boolean }
	| { readonly text: string }
	| { readonly list: readonly CompactValue[] }
	| { readonly struct: Readonly<Record<number, CompactValue>> };

const encoder = new TextEncoder();

/**
 * Encodes a struct as Thrift's compact protocol has it, in which Parquet keeps
 * its metadata (thrift-compact-protocol.md in apache/thrift).
 */
export function encodeCompact(
	fields: Readonly<Record<number, CompactValue>>,
): Uint8Array {
	const bytes: number[] = [];
	addStruct(bytes, fields);
	return Uint8Array.from(bytes);
}

function addStruct(
	bytes: number[],
	fields: Readonly<Record<number, CompactValue>>,
): void {
	let last = 0;
	// Integer keys come in ascending order.
	for (const [key, value] of Object.entries(fields)) {
		const id = Number(key);
		bytes.push(((id - last) << 4) | codeOf(value));
		if (!("bool" in value)) addValue(bytes, value);
		last = id;
	}
	bytes.push(0);
}

function codeOf(value: CompactValue): number {
	if ("bool" in value) return value.bool ? codes.true : codes.false;
	if ("byte" in value) return codes.byte;
	if ("i32" in value) return codes.i32;
	if ("i64" in value) return codes.i64;
	if ("text" in value) return codes.binary;
	return "list" in value ? codes.list : codes.struct;
}

function addValue(bytes: number[], value: CompactValue): void {
	if ("byte" in value) bytes.push(value.byte & 0xff);
	else if ("i32" in value) addZigzag(bytes, value.i32);
	else if ("i64" in value) addZigzag(bytes, value.i64);
	else if ("text" in value) {
		const text = encoder.encode(value.text);
		addVarint(bytes, text.length);
		bytes.push(...text);
	} else if ("list" in value) addList(bytes, value.list);
	else if ("struct" in value) addStruct(bytes, value.struct);
}

function addList(bytes: number[], values: readonly CompactValue[]): void {
	const [first] = values;
	const code = first === undefined ? codes.struct : codeOf(first);
	if (values.length < 15) bytes.push((values.length << 4) | code);
	else {
		bytes.push(0xf0 | code);
		addVarint(bytes, values.length);
	}
	for (const value of values) addValue(bytes, value);
}

function addZigzag(bytes: number[], value: number): void {
	addVarint(bytes, value < 0 ? -2 * value - 1 : 2 * value);
}
