import type { ColumnType } from "../../arrow/encode-columns.ts";

const list = { kind: "list" } as const;

/** Types of the columns of a result within a radius. */
export const radiusTypes = {
	query: { name: "query", type: { kind: "int", bits: 64, signed: false } },
	neighbors: {
		name: "neighbors",
		type: list,
		child: { kind: "int", bits: 64, signed: true },
	},
	distances: {
		name: "distances",
		type: list,
		child: { kind: "float", bits: 32 },
	},
} as const satisfies Readonly<Record<string, ColumnType>>;
