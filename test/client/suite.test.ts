/** The client against every kind of daemon. */

import { describe, expect, test } from "bun:test";
import { writeSync } from "node:fs";
import { type RecordBatch, Table, tableFromArrays } from "apache-arrow";
import {
	ExistsError,
	InvalidTableError,
	NotFoundError,
	OutOfMemoryError,
} from "../../src/errors.ts";
import { failure } from "../helpers/failure.ts";
import { until } from "../helpers/until.ts";
import { daemonKinds } from "./daemon-kinds.ts";
import { cube, testShelf } from "./test-shelf.ts";

const x = Float64Array.of(1.5, 2.5, 3.5);

for (const kind of daemonKinds) {
	describe.skipIf(!kind.isThere)(`Shelf, the daemon ${kind.name}`, () => {
		test("put() and get() give the same rows, as a view of the mapping", async () => {
			await using own = await testShelf(kind);
			const { shelf } = own;
			const words = ["one", null, "three"];
			const key = await shelf.put(tableFromArrays({ x, words }));
			using lease = await shelf.get(key);
			expect(lease.table).toBeInstanceOf(Table);
			expect(lease.rows).toBe(3);
			expect(lease.columns).toBe(2);
			const column = lease.table.getChild("x");
			expect(column?.toArray()).toEqual(x);
			expect([...(lease.table.getChild("words") ?? [])]).toEqual(words);
			expect(column?.data[0]?.values.buffer).toBe(lease.bytes.buffer);
		});

		test("put() takes record batches and typed arrays", async () => {
			await using own = await testShelf(kind);
			const { shelf } = own;
			const [batch] = tableFromArrays({ x }).batches as [RecordBatch];
			await shelf.put(batch, { key: "one" });
			await shelf.put([batch, batch], { key: "two" });
			await shelf.put({ x }, { key: "columns" });
			const rows = (await shelf.list()).map(({ key, rows }) => [key, rows]);
			expect(rows).toEqual([
				["columns", 3],
				["one", 3],
				["two", 6],
			]);
		});

		test("list(), stat(), delete() and deleteAll() agree with usage()", async () => {
			await using own = await testShelf(kind);
			const { shelf } = own;
			for (const key of ["a1", "a2", "b1"]) await shelf.put({ x }, { key });
			const globbed = await shelf.list({ glob: "a*" });
			expect(globbed.map(({ key }) => key)).toEqual(["a1", "a2"]);
			expect(shelf.list({ glob: 5 as never })).rejects.toThrow(TypeError);
			const { version, kind: object, rows, columns } = await shelf.stat("a1");
			expect([version, object, rows, columns]).toEqual([1, "table", 3, 1]);
			await shelf.delete("a1");
			expect((await shelf.usage()).objects).toBe(2);
			expect(await shelf.deleteAll()).toBe(2);
			expect(await shelf.list()).toEqual([]);
			await until(async () => (await shelf.usage()).used === 0);
		});

		test("a key taken is refused, and replaced when asked for", async () => {
			await using own = await testShelf(kind);
			const { shelf } = own;
			await shelf.put({ x }, { key: "k" });
			const again = shelf.put({ x: x.slice(1) }, { key: "k" });
			expect(await failure(again)).toBeInstanceOf(ExistsError);
			using old = await shelf.get("k");
			await shelf.put({ x: x.slice(1) }, { key: "k", replace: true });
			using fresh = await shelf.get("k");
			expect([old.version, old.table.numRows]).toEqual([1, 3]);
			expect([fresh.version, fresh.table.numRows]).toEqual([2, 2]);
		});

		test("a missing key is not_found, whatever is asked of it", async () => {
			await using own = await testShelf(kind);
			const { shelf } = own;
			const asked = [
				shelf.get("absent"),
				shelf.open("absent"),
				shelf.stat("absent"),
				shelf.touch("absent"),
				shelf.delete("absent"),
				shelf.knn("absent"),
			];
			for (const error of await Promise.all(asked.map(failure))) {
				expect(error).toBeInstanceOf(NotFoundError);
			}
		});

		test("a put that fails leaves nothing on the shelf, nothing pending", async () => {
			await using own = await testShelf(kind);
			const { shelf } = own;
			const { capacity } = await shelf.usage();
			const writeZeros = async (fd: number) => {
				writeSync(fd, new Uint8Array(4096));
			};
			const thrown = new Error("thrown midway");
			const onProgress = () => {
				throw thrown;
			};
			const unsound = shelf.putWritten(4096, writeZeros);
			expect(await failure(unsound)).toBeInstanceOf(InvalidTableError);
			const tooLarge = shelf.putWritten(capacity + 4096, writeZeros);
			expect(await failure(tooLarge)).toBeInstanceOf(OutOfMemoryError);
			expect(await failure(shelf.put({ x }, { onProgress }))).toBe(thrown);
			const usage = await shelf.usage();
			expect([usage.pending, usage.objects, usage.used]).toEqual([0, 0, 0]);
			await until(() => own.segments().length === 0);
		});

		test("two connections read one table, and each has its lease", async () => {
			await using own = await testShelf(kind);
			const { shelf } = own;
			await using other = await own.connect();
			await shelf.put({ x }, { key: "shared" });
			using mine = await shelf.get("shared");
			using theirs = await other.get("shared");
			expect(theirs.table.getChild("x")?.toArray()).toEqual(
				mine.table.getChild("x")?.toArray(),
			);
			expect((await shelf.usage()).leases).toBe(2);
			await other.close();
			await until(async () => (await shelf.usage()).leases === 1);
		});

		test("put() takes ttl, pin and metadata, touch() changes them", async () => {
			await using own = await testShelf(kind);
			const { shelf } = own;
			const metadata = { unit: "m", "the source": "a, b = ü" };
			const started = Date.now();
			const options = { key: "k", ttlMs: 3_600_000, pin: true, metadata };
			await shelf.put({ x }, options);
			const fresh = await shelf.stat("k");
			expect(fresh).toMatchObject({ pinned: true, spilled: false, metadata });
			const ttl = Date.parse(fresh.expires ?? "") - started;
			expect(ttl).toBeGreaterThanOrEqual(3_600_000);
			expect(ttl).toBeLessThan(3_660_000);

			const forever = await shelf.touch("k", { ttlMs: null });
			expect(forever).toMatchObject({ expires: null, pinned: true, metadata });
			const bare = await shelf.touch("k", { pin: false, metadata: {} });
			expect(bare).toMatchObject({ pinned: false, metadata: {} });
			expect(await shelf.touch("k")).toEqual({
				...(await shelf.stat("k")),
				last_used: expect.any(String),
			});
			const later = await shelf.touch("k", { ttlMs: 60_000 });
			expect(Date.parse(later.expires ?? "")).toBeGreaterThan(Date.now());
			// A new version has nothing of the old one's.
			await shelf.put({ x }, { key: "k", replace: true });
			expect(await shelf.stat("k")).toMatchObject({
				expires: null,
				pinned: false,
				metadata: {},
			});
			expect(shelf.touch("no key")).rejects.toThrow(RangeError);
			expect(shelf.touch("k", { ttlMs: 0 })).rejects.toThrow(RangeError);
			expect(shelf.touch("k", { pin: 1 as never })).rejects.toThrow(TypeError);
		});

		test("an object goes at its time, and whoever reads it keeps it", async () => {
			await using own = await testShelf(kind);
			const { shelf } = own;
			await using watch = shelf.watch();
			await shelf.put({ x }, { key: "short", ttlMs: 300 });
			using lease = await shelf.get("short");
			expect((await watch.next()).value).toMatchObject({ type: "put" });
			expect((await watch.next()).value).toEqual({
				type: "expire",
				key: "short",
				version: 1,
				kind: "table",
				bytes: lease.byteLength,
				sequence: 2,
			});
			expect(await failure(shelf.get("short"))).toBeInstanceOf(NotFoundError);
			expect(lease.table.getChild("x")?.toArray()).toEqual(x);
			expect((await shelf.usage()).objects).toBe(0);
		});

		test("knn() searches in place and puts its result on the shelf", async () => {
			await using own = await testShelf(kind);
			const { shelf } = own;
			await shelf.put(cube(2000), { key: "points" });
			const near = await shelf.knn("points", { k: 5, output: "near" });
			expect(near.summary.queries).toBe(2000);
			expect(near.summary.output).toBe("shelf:near");
			using stored = await shelf.get("near");
			expect(stored.table.toArray().slice(0, 3).map(String)).toEqual(
				near.table.toArray().slice(0, 3).map(String),
			);
			expect(stored.table.schema.fields.map(String)).toEqual(
				near.table.schema.fields.map(String),
			);
		});

		test("health() names the daemon, shutdown() ends it", async () => {
			await using own = await testShelf(kind);
			const { shelf, directory } = own;
			const health = await shelf.health();
			expect(health.dir).toBe(directory);
			expect(shelf.connected).toBe(true);
			await shelf.shutdown();
			expect(shelf.connected).toBe(false);
		});
	});
}
