import { expect, test } from "bun:test";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { readArrowFile } from "../../src/arrow/file.ts";
import { putBytes } from "../../src/client/put-bytes.ts";
import { goldenFile } from "../helpers/arrow-files.ts";
import { failure } from "../helpers/failure.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import { testShelf } from "./test-shelf.ts";

const table = tableFromArrays({ x: Float64Array.of(1.5, 2.5) });
const file = tableToIPC(table, "file");

test("putFile() puts the file's own bytes on the shelf", async () => {
	await using own = await testShelf();
	using directory = temporaryDirectory();
	const path = directory.file("points.arrow");
	writeFileSync(path, file);
	const sealed = await own.shelf.putFile(path, { key: "points" });
	expect(sealed).toMatchObject({ key: "points", rows: 2, bytes: file.length });
	using lease = await own.shelf.open("points");
	expect(Buffer.from(lease.bytes).equals(file)).toBe(true);
});

const middle = file.length >> 1;
test.each([
	["that is not there", undefined, "unreadable"],
	["that is empty", new Uint8Array(), "invalid_table"],
	["of text", Buffer.from("x,y\n1,2\n3,4\n5,6\n"), "invalid_table"],
	["cut off", file.subarray(0, middle), "invalid_table"],
	["with a hole in its footer", holed(), "invalid_table"],
])(
	"putFile() refuses a file %s and leaves nothing",
	async (_what, bytes, code) => {
		await using own = await testShelf();
		using directory = temporaryDirectory();
		const path = directory.file("bad.arrow");
		if (bytes !== undefined) writeFileSync(path, bytes);
		const error = await failure(own.shelf.putFile(path));
		expect(error).toHaveProperty("code", code);
		const { pending, objects } = await own.shelf.usage();
		expect([pending, objects]).toEqual([0, 0]);
	},
);

test("putFile() refuses a directory", async () => {
	await using own = await testShelf();
	using directory = temporaryDirectory();
	const error = await failure(own.shelf.putFile(directory.path));
	expect(error).toHaveProperty("code", "unreadable");
});

test("putFile() of a file that shrinks meanwhile is a FileError", async () => {
	await using own = await testShelf();
	using directory = temporaryDirectory();
	const path = directory.file("large.arrow");
	const x = new Float64Array((66 * 1024 * 1024) / 8);
	writeFileSync(path, tableToIPC(tableFromArrays({ x }), "file"));
	const onProgress = () => truncateSync(path, 1024);
	const error = await failure(own.shelf.putFile(path, { onProgress }));
	expect(error).toHaveProperty("code", "unreadable");
	expect(error.message).toContain("shrank");
	expect((await own.shelf.usage()).pending).toBe(0);
});

test("putFile() stops when its signal is aborted", async () => {
	await using own = await testShelf();
	using directory = temporaryDirectory();
	const path = directory.file("points.arrow");
	writeFileSync(path, file);
	const controller = new AbortController();
	const { signal } = controller;
	const onProgress = () => controller.abort();
	const error = await failure(own.shelf.putFile(path, { signal, onProgress }));
	expect(error).toHaveProperty("code", "cancelled");
	expect((await own.shelf.usage()).pending).toBe(0);
});

test.each([["zstd.arrow"], ["lz4.arrow"]])(
	"putFile() puts %s on the shelf without its compression",
	async (name) => {
		await using own = await testShelf();
		const fixture = join(import.meta.dir, "../fixtures/arrow", name);
		const { key } = await own.shelf.putFile(fixture);
		using lease = await own.shelf.get(key);
		const x = Array.from({ length: 100 }, (_, i) => i);
		expect([...(lease.table.getChild("x") ?? [])]).toEqual(x);
		const text = lease.table.getChild("text");
		expect([...(text ?? [])]).toEqual(x.map(() => "s"));
		const bytes = await Bun.file(fixture).bytes();
		const again = await own.shelf.putBy((channel, options) =>
			putBytes(channel, bytes, options),
		);
		expect(again.bytes).toBe(lease.byteLength);
		expect((await own.shelf.usage()).pending).toBe(0);
	},
);

test("putFile() of a broken compressed buffer leaves nothing", async () => {
	await using own = await testShelf();
	using directory = temporaryDirectory();
	const path = directory.file("broken.arrow");
	const bytes = goldenFile("zstd.arrow");
	const [buffer] = readArrowFile(bytes).batches.map(({ buffers }) => buffers);
	const at = (buffer?.[2] ?? 0) + 8;
	bytes.fill(0, at, at + 8);
	writeFileSync(path, bytes);
	const error = await failure(own.shelf.putFile(path));
	expect(error).toHaveProperty("code", "invalid_table");
	expect(error.message).toContain("cannot be unpacked");
	const { pending, used } = await own.shelf.usage();
	expect([pending, used]).toEqual([0, 0]);
});

function holed(): Uint8Array {
	return file.slice().fill(0, file.length - 64, file.length - 10);
}
