import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { tableFromArrays } from "apache-arrow";
import { failure } from "../helpers/failure.ts";
import { until } from "../helpers/until.ts";
import { isInUse } from "./in-use.ts";
import { testShelf } from "./test-shelf.ts";

const rows = 1000;
const x = Float64Array.from({ length: rows }, (_, row) => row);
const module = (name: string) =>
	new URL(`../fixtures/client/${name}.ts`, import.meta.url);

async function shelfWithX() {
	const own = await testShelf();
	const [batch] = tableFromArrays({ x }).batches;
	await own.shelf.put([batch, batch] as never, { key: "x" });
	return own;
}

test("parallel() gives each chunk once, in row order", async () => {
	await using own = await shelfWithX();
	const parts = await own.shelf.parallel<Record<string, number>>(
		"x",
		module("sum"),
		{ cores: 2, chunks: 7, args: { scale: 2 } },
	);
	expect(parts.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6]);
	let firstRow = 0;
	for (const part of parts) {
		expect(part.firstRow).toBe(firstRow);
		firstRow += part.rows ?? 0;
	}
	expect(firstRow).toBe(2 * rows);
	const total = parts.reduce((sum, part) => sum + (part.total ?? 0), 0);
	expect(total).toBe(2 * rows * (rows - 1));
});

test("parallel() of fewer rows than cores has a chunk a row, of none none", async () => {
	await using own = await testShelf();
	await own.shelf.put({ x: x.slice(0, 2) }, { key: "two" });
	await own.shelf.put({ x: x.slice(0, 0) }, { key: "none" });
	const options = { cores: 4, args: { scale: 1 } };
	const two = await own.shelf.parallel("two", module("sum"), options);
	expect(two).toHaveLength(2);
	const none = await own.shelf.parallel("none", module("sum"), options);
	expect(none).toEqual([]);
});

test("parallel() fails with what the function throws, and ends its Workers", async () => {
	await using own = await shelfWithX();
	const before = threads();
	const error = await failure(
		own.shelf.parallel("x", module("throws"), { cores: 3, args: { on: 1 } }),
	);
	expect(error).toBeInstanceOf(RangeError);
	expect(error.message).toBe("chunk refused");
	await until(() => threads() <= before + 1);
	await until(async () => !(await isInUse(own.shelf)));
});

test("parallel() can be cancelled in the middle of a chunk", async () => {
	await using own = await shelfWithX();
	using lease = await own.shelf.open("x");
	const controller = new AbortController();
	const begun = new Int32Array(new SharedArrayBuffer(4));
	const job = own.shelf.parallel(lease, module("spins"), {
		cores: 2,
		args: begun,
		signal: controller.signal,
	});
	await Atomics.waitAsync(begun, 0, 0).value;
	controller.abort();
	expect(await failure(job)).toHaveProperty("code", "cancelled");
	expect(lease.bytes.length).toBeGreaterThan(0);
});

test.each([
	["exits", "ended before its chunk was done"],
	["no-default", "expected its default export to be a function"],
])("parallel() of a module that %s says so", async (name, text) => {
	await using own = await shelfWithX();
	const error = await failure(own.shelf.parallel("x", module(name)));
	expect(error.message).toContain(text);
});

test("parallel() refuses misuse before it asks the daemon", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	const cores = failure(shelf.parallel("x", module("sum"), { cores: 0 }));
	expect(await cores).toBeInstanceOf(RangeError);
	const absent = failure(shelf.parallel("x", module("absent")));
	expect(await absent).toHaveProperty("code", "unreadable");
});

function threads(): number {
	return readdirSync("/proc/self/task").length;
}
