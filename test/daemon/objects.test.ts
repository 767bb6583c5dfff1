import { expect, test } from "bun:test";
import { readFileSync, statSync } from "node:fs";
import { indexFile } from "../helpers/index-file.ts";
import { LineClient } from "../helpers/line-client.ts";
import { putTable, tableFile, writeSegment } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";

test("create, write, seal, get: the same bytes at a path of their own", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const layout = tableFile(1000);
	const sealed = await putTable(client, { key: "points" }, layout);
	expect(sealed).toEqual({
		key: "points",
		version: 1,
		kind: "table",
		bytes: layout.byteLength,
		rows: 1000,
		columns: 1,
	});
	const { lease, path, ...leased } = await client.ok("get", { key: "points" });
	expect(leased).toEqual(sealed);
	expect(readFileSync(path).byteLength).toBe(layout.byteLength);
	expect(shelf.objects()).toEqual(["points@1.arrow"]);
	expect(await client.ok("release", { lease })).toEqual({});
});

test("seal cuts the file to the bytes that were used", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: 2_000_000 });
	await using client = await LineClient.greet(shelf.directory);
	const layout = tableFile(10);
	const { segment, path } = await client.ok("create", {
		kind: "table",
		bytes: 1_000_000,
	});
	writeSegment(path, layout);
	const bytes = layout.byteLength;
	expect(await client.ok("seal", { segment, bytes })).toMatchObject({ bytes });
	expect(statSync(path).size).toBe(bytes);
	expect(await client.ok("usage")).toMatchObject({
		used: bytes,
		pending: 0,
		free: 2_000_000 - bytes,
	});
});

test("extend grows a segment and keeps what was written", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const layout = tableFile(100_000);
	const { segment, path } = await client.ok("create", {
		kind: "table",
		bytes: 10,
	});
	expect(
		await client.ok("extend", { segment, bytes: layout.byteLength }),
	).toEqual({ segment, bytes: layout.byteLength });
	expect((await client.ok("usage")).pending).toBe(layout.byteLength);
	expect(await client.code("extend", { segment, bytes: 5 })).toBe("protocol");
	writeSegment(path, layout);
	expect((await client.ok("seal", { segment })).rows).toBe(100_000);
});

test("create makes a key where none is given", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const first = await putTable(client, {});
	const second = await putTable(client, {});
	expect(first.key).toMatch(/^[a-z0-9]{6,12}$/);
	expect(second.key).not.toBe(first.key);
});

test("a key that is taken is refused at create and again at seal", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const fields = { key: "k", kind: "table", bytes: tableFile(1).byteLength };
	const late = await client.ok("create", fields);
	await putTable(client, { key: "k" });
	expect(await client.code("create", fields)).toBe("exists");
	writeSegment(late.path, tableFile(1));
	expect(await client.code("seal", { segment: late.segment })).toBe("exists");
	expect(await client.code("seal", { segment: late.segment })).toBe(
		"not_found",
	);
	expect((await client.ok("stat", { key: "k" })).rows).toBe(100);
	expect((await client.ok("usage")).pending).toBe(0);
	expect(shelf.segments()).toHaveLength(1);
});

test("replace publishes the next version; readers of the old one keep theirs", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const old = tableFile(10, 1);
	await putTable(client, { key: "k" }, old);
	const lease = await client.ok("get", { key: "k" });
	const before = readFileSync(lease.path);
	const sealed = await putTable(client, { key: "k", replace: true });
	expect(sealed.version).toBe(2);
	expect(readFileSync(lease.path).equals(before)).toBe(true);
	expect((await client.ok("get", { key: "k" })).version).toBe(2);
	expect(await client.code("get", { key: "k", version: 1 })).toBe("not_found");
	expect((await client.ok("usage")).used).toBe(old.byteLength + sealed.bytes);
	expect((await client.ok("stat", { key: "k" })).leases).toBe(2);
	await client.ok("release", { lease: lease.lease });
	expect(shelf.objects()).toEqual(["k@2.arrow"]);
});

test("an index is an object of its own kind", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const bytes = indexFile({});
	const layout = {
		byteLength: bytes.byteLength,
		pieces: [{ position: 0, bytes }],
	};
	const { segment, path } = await client.ok("create", {
		key: "i",
		kind: "index",
		bytes: bytes.byteLength,
	});
	writeSegment(path, layout);
	expect(await client.ok("seal", { segment })).toMatchObject({
		kind: "index",
		rows: 0,
		columns: 0,
	});
	expect(shelf.objects()).toEqual(["i@1.faiss"]);
});

test("abort gives a segment back", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const { segment } = await client.ok("create", { kind: "table", bytes: 9999 });
	expect(shelf.segments()).toHaveLength(1);
	expect(await client.ok("abort", { segment })).toEqual({});
	expect(shelf.segments()).toHaveLength(0);
	expect((await client.ok("usage")).pending).toBe(0);
	expect(await client.code("abort", { segment })).toBe("not_found");
});

test("a segment is only its own connection's", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using owner = await LineClient.greet(shelf.directory);
	await using other = await LineClient.greet(shelf.directory);
	const { segment } = await owner.ok("create", { kind: "table", bytes: 99 });
	for (const op of ["seal", "abort"]) {
		expect(await other.code(op, { segment })).toBe("not_found");
	}
	expect((await owner.ok("usage")).pending).toBe(99);
});
