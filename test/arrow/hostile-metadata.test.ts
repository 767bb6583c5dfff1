/** Metadata that no honest writer makes: built whole, not flipped by chance. */
import { describe, expect, test } from "bun:test";
import { DictionaryEncoding } from "apache-arrow/fb/dictionary-encoding";
import { Endianness } from "apache-arrow/fb/endianness";
import { Field } from "apache-arrow/fb/field";
import { Footer } from "apache-arrow/fb/footer";
import { Int } from "apache-arrow/fb/int";
import { Schema } from "apache-arrow/fb/schema";
import { Struct_ } from "apache-arrow/fb/struct-";
import { Type } from "apache-arrow/fb/type";
import { Utf8 } from "apache-arrow/fb/utf8";
import { type Builder, ByteBuffer } from "flatbuffers";
import { checkArrowFile } from "../../src/arrow/check-file.ts";
import type { BatchParts } from "../../src/arrow/encode-batch.ts";
import { encodeFooter } from "../../src/arrow/encode-footer.ts";
import { readArrowFile } from "../../src/arrow/file.ts";
import { layoutFile } from "../../src/arrow/layout-file.ts";
import { bytesOfLayout } from "../helpers/arrow-files.ts";

const empty = new Uint8Array(0);
/** One int32 column of three rows. */
const batch: BatchParts = {
	rowCount: 3,
	nodes: [{ length: 3, nullCount: 0 }],
	buffers: [empty, Int32Array.of(1, 2, 3)],
	variadicCounts: [],
	dictionary: null,
	metadata: new Map(),
};

describe("readArrowFile()", () => {
	test("reads the file that the others differ from", () => {
		expect(checkArrowFile(fileOf(intSchema, batch)).rowCount).toBe(3);
	});

	test.each<[string, Partial<BatchParts>, string]>([
		["other rows than its columns", { rowCount: 4 }, "3 rows in a batch of 4"],
		[
			"more nulls than rows",
			{ nodes: [{ length: 3, nullCount: 4 }] },
			"4 nulls in 3 rows",
		],
		["too few buffers", { buffers: [empty] }, "1 nodes and 1 buffers"],
		["too many buffers", { buffers: [empty, empty, empty] }, "need 1 and 2"],
		["no columns", { nodes: [], buffers: [] }, "0 nodes and 0 buffers"],
		[
			"a length beyond 2^53",
			{ nodes: [{ length: 2 ** 60, nullCount: 0 }] },
			"expected 0 to 2^53 - 1",
		],
		[
			"a negative length",
			{ nodes: [{ length: -1, nullCount: 0 }] },
			"expected 0 to 2^53 - 1",
		],
	])("refuses a batch with %s", (_, change, says) => {
		const file = fileOf(intSchema, { ...batch, ...change });
		expect(() => readArrowFile(file)).toThrow(says);
	});

	test("refuses big-endian numbers", () => {
		const file = fileOf((builder) => {
			const fields = Schema.createFieldsVector(builder, [intField(builder)]);
			return Schema.createSchema(builder, Endianness.Big, fields, 0, 0);
		});
		expect(() => readArrowFile(file)).toThrow("big-endian");
	});

	test.each([
		[64, null],
		[65, "deeper than 64 levels"],
	])("takes %d levels of nesting or says %p", (levels, says) => {
		const file = fileOf((builder) => {
			let field = intField(builder);
			for (let level = 1; level < levels; level++) {
				field = structField(builder, [field]);
			}
			return schemaOf(builder, [field]);
		});
		const read = () => readArrowFile(file);
		if (says === null) expect(read().schema.length).toBe(1);
		else expect(read).toThrow(says);
	});

	test("refuses columns that multiply by sharing their children", () => {
		const file = fileOf((builder) => {
			let field = intField(builder);
			for (let level = 1; level < 40; level++) {
				field = structField(builder, [field, field]);
			}
			return schemaOf(builder, [field]);
		});
		expect(() => readArrowFile(file)).toThrow("refers to itself");
	});

	test("refuses one dictionary for two types", () => {
		const file = fileOf((builder) =>
			schemaOf(builder, [
				encodedField(builder, Type.Utf8),
				encodedField(builder, Type.Int),
			]),
		);
		expect(() => readArrowFile(file)).toThrow(
			"dictionary 7 is used for utf8 and for int32",
		);
	});

	test("refuses a footer that names a batch many times", () => {
		const file = fileOf(intSchema, batch);
		const { offset } = readArrowFile(file).batches[0] ?? { offset: 0 };
		const block = {
			dictionary: null,
			offset,
			metadataLength: new DataView(file.buffer).getInt32(offset + 4, true) + 8,
			bodyLength: 64,
		};
		expect(readArrowFile(withBlocks(file, [block])).rowCount).toBe(3);
		const many = withBlocks(file, new Array(10).fill(block));
		expect(() => readArrowFile(many)).toThrow("does not fit before the footer");
		const short = { ...block, metadataLength: block.metadataLength - 8 };
		expect(() => readArrowFile(withBlocks(file, [short]))).toThrow(
			"where the footer says",
		);
	});

	test.each([
		[0, "points backwards"],
		[-4, "points backwards"],
		[2, "not aligned"],
		[1 << 20, "points outside itself"],
	])("refuses a schema at distance %d in the footer", (distance, says) => {
		const file = fileOf(intSchema, batch);
		const view = new DataView(file.buffer);
		const start = file.length - 10 - view.getInt32(file.length - 10, true);
		const footer = Footer.getRootAsFooter(new ByteBuffer(file.subarray(start)));
		const field = footer.bb?.__offset(footer.bb_pos, 6) ?? 0;
		view.setInt32(start + footer.bb_pos + field, distance, true);
		expect(() => readArrowFile(file)).toThrow(says);
	});
});

describe("checkArrowFile()", () => {
	test("refuses many buffers over the same bytes", () => {
		const columns = 200;
		const values = new Int32Array(10);
		const file = fileOf(
			(builder) =>
				schemaOf(
					builder,
					Array.from({ length: columns }, () => intField(builder)),
				),
			{
				...batch,
				nodes: new Array(columns).fill(batch.nodes[0]),
				buffers: new Array(columns).fill([empty, values]).flat(),
			},
		);
		expect(checkArrowFile(file).rowCount).toBe(3);
		spreadBuffers(file, values.byteLength, columns * 64);
		expect(() => checkArrowFile(file)).toThrow("more than 16 times");
	});
});

type SchemaEncoder = (builder: Builder) => number;

function fileOf(schema: SchemaEncoder, ...batches: BatchParts[]) {
	return bytesOfLayout(layoutFile(schema, batches));
}

function intSchema(builder: Builder): number {
	return schemaOf(builder, [intField(builder)]);
}

function schemaOf(builder: Builder, fields: number[]): number {
	const vector = Schema.createFieldsVector(builder, fields);
	return Schema.createSchema(builder, Endianness.Little, vector, 0, 0);
}

function intField(builder: Builder): number {
	return fieldOf(builder, Type.Int, Int.createInt(builder, 32, true), [], 0);
}

function structField(builder: Builder, children: number[]): number {
	Struct_.startStruct_(builder);
	const type = Struct_.endStruct_(builder);
	return fieldOf(builder, Type.Struct_, type, children, 0);
}

function encodedField(builder: Builder, typeType: Type): number {
	Utf8.startUtf8(builder);
	const utf8 = Utf8.endUtf8(builder);
	const type = typeType === Type.Utf8 ? utf8 : Int.createInt(builder, 32, true);
	const index = Int.createInt(builder, 8, true);
	DictionaryEncoding.startDictionaryEncoding(builder);
	DictionaryEncoding.addId(builder, 7n);
	DictionaryEncoding.addIndexType(builder, index);
	const encoding = DictionaryEncoding.endDictionaryEncoding(builder);
	return fieldOf(builder, typeType, type, [], encoding);
}

function fieldOf(
	builder: Builder,
	typeType: Type,
	type: number,
	children: number[],
	dictionary: number,
): number {
	const vector = Field.createChildrenVector(builder, children);
	const name = builder.createString("x");
	Field.startField(builder);
	Field.addName(builder, name);
	Field.addTypeType(builder, typeType);
	Field.addType(builder, type);
	if (dictionary !== 0) Field.addDictionary(builder, dictionary);
	Field.addChildren(builder, vector);
	return Field.endField(builder);
}

/** The file with another list of batches in its footer. */
function withBlocks(
	file: Uint8Array,
	blocks: Parameters<typeof encodeFooter>[1],
): Uint8Array {
	const length = new DataView(file.buffer).getInt32(file.length - 10, true);
	const body = file.subarray(0, file.length - 10 - length);
	const footer = encodeFooter(intSchema, blocks);
	const size = new Uint8Array(Int32Array.of(footer.length).buffer);
	return Uint8Array.from([...body, ...footer, ...size, ...file.subarray(-6)]);
}

/** Lets every buffer of the only batch that has `byteLength` bytes be all of
 * the body. */
function spreadBuffers(
	file: Uint8Array,
	byteLength: number,
	bodyLength: number,
): void {
	const [only] = readArrowFile(file).batches;
	if (only === undefined) throw new Error("No batch");
	const view = new DataView(file.buffer);
	const end = only.offset + 8 + view.getInt32(only.offset + 4, true);
	for (let at = only.offset; at + 16 <= end; at += 8) {
		if (view.getBigInt64(at + 8, true) !== BigInt(byteLength)) continue;
		view.setBigInt64(at, 0n, true);
		view.setBigInt64(at + 8, BigInt(bodyLength), true);
	}
}
