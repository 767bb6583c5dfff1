import {
	Binary,
	Bool,
	type DataType,
	DateDay,
	DateMillisecond,
	Dictionary,
	DurationMillisecond,
	Field,
	FixedSizeBinary,
	FixedSizeList,
	Float16,
	Float32,
	Int8,
	Int32,
	LargeUtf8,
	List,
	Map_,
	Null,
	Struct,
	TimeMillisecond,
	Uint64,
	Utf8,
	type Vector,
	vectorFromArray,
} from "apache-arrow";

const rows = 10;
const item = new Field("item", new Float32(), true);
const words = ["a", null, "", "dddd", "a text that fits into no view"];
const entries = new Field(
	"entries",
	new Struct([
		new Field("key", new Utf8(), false),
		new Field("value", new Int32(), true),
	] as never),
	false,
);

/** A type, and values that are repeated to ten rows. */
const samples: Readonly<Record<string, readonly [DataType, unknown[]]>> = {
	int8: [new Int8(), [1, null, -3]],
	uint64: [new Uint64(), [1n, null, 3n, 2n ** 60n]],
	float16: [new Float16(), [1, 2, null]],
	float32: [new Float32(), [0.5, null, 2.5, 3.5]],
	bool: [new Bool(), [true, null, false]],
	utf8: [new Utf8(), words],
	largeUtf8: [new LargeUtf8(), words],
	binary: [new Binary(), [Uint8Array.of(1, 2), null, new Uint8Array(0)]],
	dictionary: [new Dictionary(new Utf8(), new Int8(), 7), ["a", null, "b"]],
	list: [new List(item), [[1, 2], null, [], [3]]],
	fixedSizeList: [new FixedSizeList(2, item), [[1, 2], null, [3, 4]]],
	struct: [
		new Struct([
			new Field("p", new Int32(), true),
			new Field("q", new Bool(), true),
		] as never),
		[{ p: 1, q: true }, null, { p: null, q: false }],
	],
	dateDay: [new DateDay(), [new Date(86_400_000), null]],
	dateMillisecond: [new DateMillisecond(), [new Date(172_800_000), null]],
	time: [new TimeMillisecond(), [1, null, 3]],
	duration: [new DurationMillisecond(), [1n, null, 3n]],
	null: [new Null(), [null]],
	fixedSizeBinary: [new FixedSizeBinary(3), [Uint8Array.of(1, 2, 3), null]],
	map: [new Map_(entries as never), [new Map([["a", 1]]), null]],
	onlyNulls: [new Int32(), [null]],
	onlyNullBools: [new Bool(), [null]],
	onlyNullTexts: [new Utf8(), [null]],
	onlyNullLists: [new FixedSizeList(2, item), [null]],
};

/** Ten rows of every type that apache-arrow can build, with nulls. */
export function sampleColumns(): Record<string, Vector> {
	return Object.fromEntries(
		Object.entries(samples).map(([name, [type, values]]) => {
			const repeated = Array.from(
				{ length: rows },
				(_, row) => values[row % values.length],
			);
			return [name, vectorFromArray(repeated, type)];
		}),
	);
}
