import { expect, test } from "bun:test";
import { tableFromArrays } from "apache-arrow";
import {
	type TableInput,
	tableFromInput,
} from "../../src/client/table-input.ts";
import { failure } from "../helpers/failure.ts";

const x = Float64Array.of(1, 2, 3);
const table = tableFromArrays({ x });
const [batch] = table.batches;

test("tableFromInput() gives a Table back as it is", async () => {
	expect(await tableFromInput(table)).toBe(table as never);
});

test.each<[string, unknown, number]>([
	["a record batch", batch, 3],
	["record batches", [batch, batch], 6],
	["an iterator of record batches", [batch, batch, batch].values(), 9],
	["typed arrays", { x, y: Int8Array.of(1, 2, 3) }, 3],
	["plain arrays", { name: ["a", null, "c"] }, 3],
])("tableFromInput() takes %s", async (_what, input, rows) => {
	const result = await tableFromInput(input as TableInput);
	expect(result.numRows).toBe(rows);
});

test("tableFromInput() uses typed arrays in place", async () => {
	const result = await tableFromInput({ x });
	expect(result.getChild("x")?.data[0]?.values.buffer).toBe(x.buffer);
});

test.each<[string, unknown]>([
	["nothing", null],
	["a string", "points"],
	["no columns", {}],
	["an empty list", []],
	["numbers", [1, 2]],
	["a column that is a number", { x: 5 }],
	["a column that is text", { x: "abc" }],
])("tableFromInput() refuses %s with a TypeError", async (_what, input) => {
	const error = await failure(tableFromInput(input as TableInput));
	expect(error).toBeInstanceOf(TypeError);
	expect(error.message).toStartWith("Cannot put");
});

test("tableFromInput() refuses columns of different lengths", async () => {
	const error = await failure(tableFromInput({ x, y: x.slice(1) }));
	expect(error).toBeInstanceOf(RangeError);
	expect(error.message).toContain('"x" has 3 rows, "y" has 2');
});
