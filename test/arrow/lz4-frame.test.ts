import { describe, expect, test } from "bun:test";
import { unpackLz4Frame } from "../../src/arrow/lz4-frame.ts";

const head = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73];
const end = [0, 0, 0, 0];
const letters = (text: string) => [...Buffer.from(text)];

function block(bytes: number[], stored = false): number[] {
	return [bytes.length, 0, 0, stored ? 0x80 : 0, ...bytes];
}

function frame(...blocks: number[][]): Uint8Array {
	return Uint8Array.from([...head, ...blocks.flat(), ...end]);
}

/** Four literals, a match of nine a distance of two back, one literal. */
const overlap = block([0x45, ...letters("abcd"), 2, 0, 0x10, ...letters("!")]);
const far = block([0x00, 14, 0, 0x10, ...letters("?")]);

describe("unpackLz4Frame()", () => {
	test.each([
		["nothing", frame(), ""],
		["a stored block", frame(block(letters("hello"), true)), "hello"],
		["a match that overlaps itself", frame(overlap), "abcdcdcdcdcdc!"],
		["a match in the block before", frame(overlap, far), "abcdcdcdcdcdc!abcd?"],
		[
			"long runs",
			frame(block([0xf0, 5, ...letters("x".repeat(20))])),
			"x".repeat(20),
		],
	])("unpacks %s", (_, bytes, text) => {
		const plain = unpackLz4Frame(bytes, text.length);
		expect(Buffer.from(plain).toString()).toBe(text);
	});

	const whole = frame(overlap, far);
	test.each([
		["another length", whole, 18],
		["another length", whole, 20],
		["another magic", whole.map((byte) => byte ^ 1), 19],
		["a match before the start", frame(far), 5],
		["a block that is cut", whole.subarray(0, 20), 19],
		["no end mark", whole.subarray(0, -4), 19],
		["a run without an end", frame(block([0xf0])), 19],
	])("refuses %s", (_, bytes, length) => {
		expect(() => unpackLz4Frame(bytes, length)).toThrow(RangeError);
	});
});
