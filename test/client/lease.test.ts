import { expect, test } from "bun:test";
import type { Shelf } from "../../src/client/shelf.ts";
import { NotFoundError } from "../../src/errors.ts";
import { startChild } from "../helpers/child.ts";
import { failure } from "../helpers/failure.ts";
import { until } from "../helpers/until.ts";
import { isInUse } from "./in-use.ts";
import { cube, testShelf } from "./test-shelf.ts";

const x = Float64Array.of(1.5, 2.5, 3.5);

test("a disposed lease leaves its views empty, once, and is released", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put({ x }, { key: "k" });
	// By its number: what is got by key alone is kept for the next get.
	const lease = await shelf.get("k", { version: 1 });
	const view = lease.table.getChild("x")?.data[0]?.values as Float64Array;
	lease[Symbol.dispose]();
	lease[Symbol.dispose]();
	expect(view.length).toBe(0);
	expect(lease.bytes.length).toBe(0);
	await until(async () => (await shelf.usage()).leases === 0);
});

test("leases of one version share a mapping until the last lets go", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put({ x }, { key: "k" });
	const first = await shelf.get("k");
	using second = await shelf.get("k");
	expect(first.bytes.buffer).toBe(second.bytes.buffer);
	const view = first.table.getChild("x")?.data[0]?.values as Float64Array;
	first[Symbol.dispose]();
	expect([...view.subarray(0, 3)]).toEqual([...x]);
	expect(second.table.getChild("x")?.get(2)).toBe(3.5);
});

test("a lease disposed in the middle of its own knn() changes nothing", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(cube(20_000), { key: "points" });
	const expected = await shelf.knn("points", { k: 4, cores: 2 });

	const lease = await shelf.get("points", { version: 1 });
	const running = shelf.knn(lease, {
		k: 4,
		cores: 2,
		onProgress: () => lease[Symbol.dispose](),
	});
	const near = await running;
	expect(near.neighbors).toEqual(expected.neighbors);
	expect(near.distances).toEqual(expected.distances);
	await until(async () => !(await isInUse(shelf)));
	await shelf.delete("points");
	await until(() => lease.bytes.length === 0);
	expect(await failure(shelf.knn(lease))).toBeInstanceOf(NotFoundError);
});

test("leases disposed as soon as knn() was called change nothing", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(cube(100), { key: "points" });
	const expected = await shelf.knn("points", { k: 4, queries: "points" });

	const lease = await shelf.get("points", { version: 1 });
	const queries = await shelf.get("points", { version: 1 });
	const running = shelf.knn(lease, { k: 4, queries });
	lease[Symbol.dispose]();
	queries[Symbol.dispose]();
	expect((await running).neighbors).toEqual(expected.neighbors);
	await until(async () => !(await isInUse(shelf)));
	await shelf.delete("points");
	await until(() => lease.bytes.length === 0);
	const using = shelf.knn("points", { queries });
	expect(await failure(using)).toBeInstanceOf(NotFoundError);
});

test("a key deleted while it is searched is gone after the search", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(cube(20_000), { key: "points" });
	const expected = await shelf.knn("points", { k: 4 });
	await using holder = startChild("client/holder.ts", own.directory, "points");
	const first = await holder.line();

	let deleted: Promise<void> | undefined;
	const near = await shelf.knn("points", {
		k: 4,
		onProgress: () => {
			deleted ??= shelf.delete("points");
		},
	});
	await deleted;
	expect(near.neighbors).toEqual(expected.neighbors);
	expect((await shelf.usage()).used).toBeGreaterThan(0);
	const ended = holder.end();
	expect(await holder.line()).toBe(first);
	expect(await ended).toBe(0);
	await until(async () => (await shelf.usage()).used === 0);
});

test("a reader killed with -9 gives its lease back", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put({ x }, { key: "k" });
	await using holder = startChild("client/holder.ts", own.directory, "k");
	expect(await holder.line()).toBe("1.5");
	await shelf.delete("k");
	expect((await shelf.usage()).leases).toBe(1);
	await holder.kill();
	await until(async () => (await shelf.usage()).used === 0);
});

test("a forgotten lease ends, but not while its table is in use", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put({ x }, { key: "k" });
	const table = await forgottenTable();
	Bun.gc(true);
	await new Promise(setImmediate);
	Bun.gc(true);
	expect((await shelf.usage()).leases).toBeGreaterThanOrEqual(1);
	expect(table.getChild("x")?.get(2)).toBe(3.5);

	await putTwenty(shelf);
	const held: unknown[] = [];
	for (let i = 0; i < 20; i++) held.push(await forgottenTable(`k${i}`));
	expect((await shelf.usage()).leases).toBeGreaterThanOrEqual(20);
	held.length = 0;
	await until(async () => {
		Bun.gc(true);
		return (await shelf.usage()).leases < 10;
	});
	expect(table.getChild("x")?.get(2)).toBe(3.5);

	async function forgottenTable(key = "k") {
		return (await shelf.get(key)).table;
	}
});

test("a column outlives its forgotten lease", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await putTwenty(shelf);
	const columns: Float64Array[] = [];
	for (let i = 0; i < 20; i++) columns.push(await forgottenColumn(`k${i}`));
	await until(async () => {
		Bun.gc(true);
		return (await shelf.usage()).leases < 10;
	});
	for (const column of columns) expect([...column]).toEqual([...x]);

	async function forgottenColumn(key: string) {
		const { table } = await shelf.get(key);
		return table.getChild("x")?.toArray() as Float64Array;
	}
});

/** Puts the same under k0 to k19: leases of their own each. */
async function putTwenty(shelf: Shelf): Promise<void> {
	for (let i = 0; i < 20; i++) await shelf.put({ x }, { key: `k${i}` });
}
