import { describe, expect, test } from "bun:test";
import { readArrowFile } from "../../src/arrow/file.ts";
import { TooManyValues } from "../../src/arrow/gather-lists.ts";
import { gatherViews } from "../../src/arrow/gather-views.ts";
import { mergeParts } from "../../src/arrow/merge-parts.ts";
import { plainTypeName } from "../../src/arrow/plain-type.ts";
import { rowRange } from "../../src/arrow/rows.ts";
import { goldenFile } from "../helpers/arrow-files.ts";

/** Views of texts that lie in one data buffer at these places. */
function viewsOf(places: readonly (readonly [number, number])[]): Uint8Array {
	const words = new Int32Array(4 * places.length);
	for (const [row, [offset, length]] of places.entries()) {
		words.set([length, 0, 0, offset], 4 * row);
	}
	return new Uint8Array(words.buffer);
}

const never = () => false;

describe("gatherViews()", () => {
	const data = [
		new TextEncoder().encode("abcdefghijklmnopqrstuvwxyz".repeat(2)),
	];

	test("gives texts that overlap and stand in any order", () => {
		const views = viewsOf([
			[2, 20],
			[0, 40],
			[12, 0],
		]);
		const found = gatherViews(rowRange(0, 3), views, data, never);
		expect([...found.offsets]).toEqual([0, 20, 60, 60]);
		expect(new TextDecoder().decode(found.bytes)).toBe(
			"cdefghijklmnopqrstuvabcdefghijklmnopqrstuvwxyzabcdefghijklmn",
		);
	});

	test("does not look at views of nulls", () => {
		const views = viewsOf([[1 << 30, 1 << 30]]);
		const found = gatherViews(rowRange(0, 1), views, data, () => true);
		expect([...found.offsets]).toEqual([0, 0]);
	});

	test.each([
		["behind the data", [40, 20]],
		["before it", [-1, 20]],
		["of less than no bytes", [0, -1]],
	] as const)("refuses a view %s", (_, place) => {
		const look = () =>
			gatherViews(rowRange(0, 1), viewsOf([place]), data, never);
		expect(look).toThrow(RangeError);
	});

	test("says when it would be more than can be held", () => {
		const long = [new Uint8Array(1 << 20)];
		const views = viewsOf(Array.from({ length: 1025 }, () => [0, 1 << 20]));
		const look = () => gatherViews(rowRange(0, 1025), views, long, never);
		expect(look).toThrow(TooManyValues);
	});
});

test("mergeParts() refuses what offsets of 32 bits cannot count", () => {
	const [field] = readArrowFile(goldenFile("list-nulls.arrow")).schema;
	if (field === undefined) throw new Error("No column");
	const text = {
		...field,
		storage: { kind: "bytes", offsetBytes: 4 } as const,
		children: [],
	};
	const part = {
		rowCount: 1,
		nodes: [{ length: 1, nullCount: 0 }],
		buffers: [new Uint8Array(0), Int32Array.of(0, 2 ** 30), new Uint8Array(0)],
		variadicCounts: [],
		dictionary: { id: 0, delta: false },
		metadata: new Map<string, string>(),
	};
	expect(() => mergeParts(text, [part, part])).toThrow("offsets of 32 bits");
});

test("plainTypeName() names what a column becomes", () => {
	const { schema } = readArrowFile(goldenFile("newer-types.arrow"));
	expect(schema.map(plainTypeName).slice(0, 3)).toEqual([
		"list<int32>",
		"large_list<int32>",
		"utf8",
	]);
});
