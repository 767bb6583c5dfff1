import { describe, expect, test } from "bun:test";
import { checkArrowFile } from "../../src/arrow/check-file.ts";
import {
	layoutColumns,
	type OutputColumn,
} from "../../src/arrow/layout-columns.ts";
import { selectVectors } from "../../src/arrow/numeric-columns.ts";
import { tableFromBytes } from "../../src/arrow/table.ts";
import { typeName } from "../../src/arrow/types.ts";
import { bytesOfLayout } from "../helpers/arrow-files.ts";

const uint64 = { kind: "int", bits: 64, signed: false } as const;
const int64 = { kind: "int", bits: 64, signed: true } as const;
const float32 = { kind: "float", bits: 32 } as const;
const pairs = { kind: "fixed_size_list", size: 2 } as const;

function resultColumns(rows: number): OutputColumn[] {
	return [
		{ name: "query", type: uint64, values: new BigUint64Array(rows).fill(3n) },
		{
			name: "neighbors",
			type: pairs,
			child: int64,
			values: new BigInt64Array(2 * rows).fill(-1n),
		},
		{
			name: "distances",
			type: pairs,
			child: float32,
			values: new Float32Array(2 * rows).fill(Number.NaN),
		},
	];
}

describe("layoutColumns()", () => {
	test.each([0, 1, 3, 1000])("writes a result of %d rows", async (rows) => {
		const file = bytesOfLayout(layoutColumns(resultColumns(rows), rows));
		const { schema, rowCount } = checkArrowFile(file);
		expect(rowCount).toBe(rows);
		expect(schema.map(typeName)).toEqual([
			"uint64",
			"fixed_size_list<int64>[2]",
			"fixed_size_list<float32>[2]",
		]);
		expect(schema[1]?.children[0]).toMatchObject({
			name: "item",
			nullable: false,
		});
		const table = await tableFromBytes(file);
		expect(table.numRows).toBe(rows);
		expect(table.getChild("neighbors")?.nullCount).toBe(0);
		if (rows > 0) {
			expect(table.get(rows - 1)?.toJSON().query).toBe(3n);
			expect([...(table.get(0)?.toJSON().neighbors ?? [])]).toEqual([-1n, -1n]);
		}
	});

	test("takes the arrays as they are, aligned to 64 bytes", () => {
		const columns = resultColumns(5);
		const { pieces } = layoutColumns(columns, 5);
		for (const { values } of columns) {
			const piece = pieces.find(({ bytes }) => bytes === values);
			expect((piece?.position ?? 1) % 64).toBe(0);
		}
	});

	test("gives files that can be searched again", () => {
		const file = bytesOfLayout(layoutColumns(resultColumns(4), 4));
		const source = selectVectors(checkArrowFile(file), file, ["distances"]);
		expect(source).toMatchObject({ rowCount: 4, dimension: 2 });
	});

	test("refuses a column of another length", () => {
		const [, neighbors] = resultColumns(3);
		expect(() => layoutColumns([neighbors as OutputColumn], 4)).toThrow(
			"expected 8 values, got 6",
		);
	});
});
