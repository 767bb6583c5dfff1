import { expect, test } from "bun:test";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { LineClient } from "../helpers/line-client.ts";
import { putTable, tableFile, writeSegment } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";

const layout = tableFile(100);

/** A pending segment with a sound table in it. */
async function written(client: LineClient, fields: object = {}) {
	const created = await client.ok("create", {
		kind: "table",
		bytes: layout.byteLength,
		...fields,
	});
	writeSegment(created.path, layout);
	return created as { segment: string; path: string };
}

test.each([
	["open for writing", (path: string) => openSync(path, "r+")],
	["open for reading", (path: string) => openSync(path, "r")],
])("seal refuses a file that is %s, until it is closed", async (_, open) => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const { segment, path } = await written(client);
	const fd = open(path);
	expect(await client.code("seal", { segment })).toBe("still_open");
	expect((await client.ok("usage")).pending).toBe(layout.byteLength);
	closeSync(fd);
	expect((await client.ok("seal", { segment })).rows).toBe(100);
});

test("seal refuses a file that somebody still has a shared mapping of", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const { segment, path } = await written(client);
	const mapping = Bun.mmap(path, { shared: true });
	expect(await client.code("seal", { segment })).toBe("still_open");
	mapping.buffer.transfer(0);
	expect((await client.ok("seal", { segment })).rows).toBe(100);
});

test.each([
	["nothing but zeros", new Uint8Array(5000)],
	["text", new TextEncoder().encode("x,y,z\n".repeat(100))],
	["magic without a footer", new TextEncoder().encode("ARROW1".repeat(50))],
])(
	"seal refuses %s, frees it, and leaves the key as it was",
	async (_, bytes) => {
		await using shelf = temporaryShelf();
		await shelf.serve();
		await using client = await LineClient.greet(shelf.directory);
		await putTable(client, { key: "k" });
		const { segment, path } = await client.ok("create", {
			key: "k",
			kind: "table",
			bytes: bytes.byteLength,
			replace: true,
		});
		writeFileSync(path, bytes, { flag: "r+" });
		expect(await client.code("seal", { segment })).toBe("invalid_table");
		expect(await client.code("seal", { segment })).toBe("not_found");
		expect(await client.ok("stat", { key: "k" })).toMatchObject({ version: 1 });
		expect((await client.ok("usage")).pending).toBe(0);
		expect(shelf.segments()).toHaveLength(1);
	},
);

test("seal refuses a table cut anywhere", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	for (let bytes = layout.byteLength - 1; bytes > 0; bytes -= 97) {
		const { segment } = await written(client);
		expect(await client.code("seal", { segment, bytes })).toBe("invalid_table");
	}
	expect(shelf.segments()).toEqual([]);
});

test("seal refuses a table as an index, and an index as a table", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const { segment } = await written(client, { kind: "index" });
	expect(await client.code("seal", { segment })).toBe("invalid_index");
});

test("seal refuses more bytes than were reserved, and the segment stays", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const { segment } = await written(client);
	const bytes = layout.byteLength + 1;
	expect(await client.code("seal", { segment, bytes })).toBe("protocol");
	expect((await client.ok("seal", { segment })).rows).toBe(100);
});

test("seal never counts more than was reserved, whatever the writer wrote", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const { segment, path } = await written(client);
	writeFileSync(path, new Uint8Array(50_000), { flag: "a" });
	expect((await client.ok("seal", { segment })).bytes).toBe(layout.byteLength);
});

test("seal answers when the segment's file is gone", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const { segment, path } = await written(client);
	await Bun.file(path).delete();
	expect(await client.code("seal", { segment })).toBe("unreadable");
	expect((await client.ok("usage")).pending).toBe(0);
});
