import type { CompactValue } from "./encode-compact.ts";

/** Numbers of parquet.thrift. */
export const physicalType = { int64: 2, float: 4 } as const;
const required = 0;
const repeated = 2;
const convertedList = 3;
const convertedUint64 = 14;

/** A column of a search's result as Parquet stores it. */
export interface NeighborsColumn {
	readonly path: readonly string[];
	readonly type: number;
	readonly bytesPerValue: number;
	/** Whether a row is a list of k values, else one value. */
	readonly isList: boolean;
}

/** Columns `query`, `neighbors` and `distances`, in this order. */
export const neighborsColumns: readonly NeighborsColumn[] = [
	{
		path: ["query"],
		type: physicalType.int64,
		bytesPerValue: 8,
		isList: false,
	},
	listColumn("neighbors", physicalType.int64, 8),
	listColumn("distances", physicalType.float, 4),
];

function listColumn(
	name: string,
	type: number,
	bytesPerValue: number,
): NeighborsColumn {
	return { path: [name, "list", "element"], type, bytesPerValue, isList: true };
}

/** Their schema, depth first: `query` is a uint64, the others lists whose
 * values are never null (parquet-format/LogicalTypes.md, "Lists"). */
export function neighborsSchema(): CompactValue[] {
	const root = element({ 4: { text: "schema" }, 5: { i32: 3 } });
	const query = element({
		1: { i32: physicalType.int64 },
		3: { i32: required },
		4: { text: "query" },
		6: { i32: convertedUint64 },
		// LogicalType.INTEGER: 64 bits, not signed.
		10: {
			struct: { 10: { struct: { 1: { byte: 64 }, 2: { bool: false } } } },
		},
	});
	return [
		root,
		query,
		...listElements("neighbors", physicalType.int64),
		...listElements("distances", physicalType.float),
	];
}

function listElements(name: string, type: number): CompactValue[] {
	return [
		element({
			3: { i32: required },
			4: { text: name },
			5: { i32: 1 },
			6: { i32: convertedList },
			10: { struct: { 3: { struct: {} } } }, // LogicalType.LIST
		}),
		element({ 3: { i32: repeated }, 4: { text: "list" }, 5: { i32: 1 } }),
		element({
			1: { i32: type },
			3: { i32: required },
			4: { text: "element" },
		}),
	];
}

function element(struct: Readonly<Record<number, CompactValue>>): CompactValue {
	return { struct };
}
