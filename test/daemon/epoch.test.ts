import { expect, test } from "bun:test";
import {
	chmodSync,
	mkdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { shelfNames } from "../../src/config.ts";
import { Epoch } from "../../src/daemon/epoch.ts";
import { epochLayout, epochSlot } from "../../src/protocol/epoch.ts";
import { LineClient } from "../helpers/line-client.ts";
import { putTable } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

/** The counters as any process reads them. */
function counters(path: string): bigint[] {
	const { buffer } = new Uint8Array(readFileSync(path));
	return [...new BigUint64Array(buffer, 0, epochLayout.slots)];
}

test("Epoch makes a file of real memory for its owner, and bumps one counter", () => {
	using directory = temporaryDirectory();
	const path = directory.file("epoch");
	const epoch = new Epoch(path);
	const { size, mode, blocks } = statSync(path);
	expect([size, mode & 0o777, blocks * 512]).toEqual([4096, 0o600, 4096]);
	expect(new Set(counters(path))).toEqual(new Set([1n]));
	epoch.bump("points");
	epoch.bump("points");
	const expected = counters(path).map(() => 1n);
	expected[epochSlot("points")] = 3n;
	expect(counters(path)).toEqual(expected);
	epoch.close();
});

test.each([
	["empty", 0, 4096],
	["too short", 100, 4096],
	["too long", 10_000, 10_000],
])(
	"Epoch takes a file that is %s as it is, mapped by others",
	(_what, size, healed) => {
		using directory = temporaryDirectory();
		const path = directory.file("epoch");
		writeFileSync(path, new Uint8Array(4096).fill(0xff));
		chmodSync(path, 0o666);
		const { ino } = statSync(path);
		truncateSync(path, size);
		new Epoch(path).close();
		// Another process has it mapped from the last daemon.
		const reader = new Uint32Array(Bun.mmap(path, { size: 4096 }).buffer);
		const before = reader[2 * epochSlot("k")];
		const next = new Epoch(path);
		expect(statSync(path)).toMatchObject({ ino, size: healed });
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(reader[2 * epochSlot("k")]).toBe((before ?? 0) + 1);
		next.bump("k");
		expect(reader[2 * epochSlot("k")]).toBe((before ?? 0) + 2);
		next.close();
	},
);

test.each([
	["a directory", (path: string) => mkdirSync(path)],
	["a link", (path: string) => symlinkSync(`${path}-elsewhere`, path)],
])("Epoch refuses %s", (_what, make) => {
	using directory = temporaryDirectory();
	const path = directory.file("epoch");
	make(path);
	expect(() => new Epoch(path)).toThrow(
		expect.objectContaining({ code: "unreadable" }),
	);
});

test("a daemon bumps a key's counter for each change, before it answers", async () => {
	await using shelf = temporaryShelf();
	const daemon = await shelf.serve();
	const path = join(shelf.directory, shelfNames.epoch);
	const value = () => counters(path)[epochSlot("k")];
	const { ino } = statSync(path);
	{
		await using client = await LineClient.greet(shelf.directory);
		expect(value()).toBe(1n);
		await putTable(client, { key: "k" });
		expect(value()).toBe(2n);
		await putTable(client, { key: "k", replace: true });
		expect(value()).toBe(3n);
		const { lease } = await client.ok("get", { key: "k" });
		await client.ok("release", { lease });
		expect(await client.code("get", { key: "other" })).toBe("not_found");
		expect(value()).toBe(3n);
		await client.ok("delete", { key: "k" });
		expect(value()).toBe(4n);
		await putTable(client, { key: "k" });
		await client.ok("delete_all");
		expect(value()).toBe(6n);
		expect(counters(path).filter((count) => count !== 1n)).toEqual([6n]);
	}
	await daemon.stop();
	await shelf.serve();
	expect(value()).toBe(7n);
	expect(statSync(path).ino).toBe(ino);
});
