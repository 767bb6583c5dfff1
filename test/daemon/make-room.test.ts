import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { LineClient } from "../helpers/line-client.ts";
import { putTable, tableFile } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import { until } from "../helpers/until.ts";

const capacity = 1_000_000;
const rows = 50_000;

test("a put that does not fit spills the least recently used, and get brings it back", async () => {
	await using shelf = temporaryShelf();
	using disk = temporaryDirectory();
	const options = {
		capacity,
		whenFull: "spill",
		spillDirectory: disk.file("spill"),
	} as const;
	const daemon = await shelf.serve(options);
	const bytes: Buffer[] = [];
	{
		await using client = await LineClient.greet(shelf.directory);
		for (const [at, key] of ["a", "b", "c"].entries()) {
			await putTable(client, { key }, tableFile(rows, at));
		}
		expect(await client.ok("stat", { key: "a" })).toMatchObject({
			spilled: true,
		});
		for (const key of ["a", "b", "c", "a"]) {
			const { path, lease } = await client.ok("get", { key });
			bytes.push(readFileSync(path));
			await client.ok("release", { lease });
		}
		expect(bytes[3]?.equals(bytes[0] as Buffer)).toBe(true);
		const usage = await client.ok("usage");
		const { used, pending, recycled, free } = usage;
		expect(used + pending + recycled + free).toBe(capacity);
		expect(usage.spilled).toBeGreaterThan(0);
	}
	await daemon.stop();
	const again = await shelf.serve(options);
	{
		await using client = await LineClient.greet(shelf.directory);
		for (const [at, key] of ["a", "b", "c"].entries()) {
			const { path, lease } = await client.ok("get", { key });
			expect(readFileSync(path).equals(bytes[at] as Buffer)).toBe(true);
			await client.ok("release", { lease });
			await client.ok("delete", { key });
		}
		// Bytes count until they are really free.
		await until(async () => (await client.ok("usage")).used === 0);
		expect(await client.ok("usage")).toMatchObject({ spilled: 0 });
	}
	await again.stop();
	expect(readdirSync(disk.file("spill"))).toEqual(["shelf"]);
	expect(shelf.warnings).toEqual([]);
});

test("a put that does not fit evicts the least recently used that is not pinned", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity, whenFull: "evict" });
	await using client = await LineClient.greet(shelf.directory);
	await putTable(client, { key: "pinned" }, tableFile(rows));
	await client.ok("touch", { key: "pinned", pin: true });
	await putTable(client, { key: "old" }, tableFile(rows));
	await client.ok("watch", { pattern: "old" });
	await putTable(client, { key: "new" }, tableFile(rows));
	expect(await client.event()).toMatchObject({ type: "evict", key: "old" });
	expect(await client.code("get", { key: "old" })).toBe("not_found");
	await client.ok("get", { key: "new" });
	// Nothing goes in vain.
	expect(await client.code("create", { kind: "table", bytes: 900_000 })).toBe(
		"out_of_memory",
	);
	expect((await client.ok("usage")).objects).toBe(2);
});

test("an evicting put asks for leases that are only kept", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity, whenFull: "evict" });
	await using client = await LineClient.greet(shelf.directory);
	await using reader = await LineClient.greet(shelf.directory);
	await putTable(client, { key: "k" }, tableFile(rows));
	const { lease } = await reader.ok("get", { key: "k" });
	await reader.ok("release", { lease, keep: true });
	const created = client.ok("create", { kind: "table", bytes: 900_000 });
	expect(await reader.revoke()).toMatchObject({ lease, key: "k" });
	await reader.ok("release", { lease });
	expect(await created).toMatchObject({ bytes: 900_000 });
});

test("a put right after a delete at full quota succeeds", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity });
	await using client = await LineClient.greet(shelf.directory);
	for (let count = 0; count < 20; count += 1) {
		const { segment } = await client.ok("create", {
			kind: "table",
			bytes: count % 2 === 0 ? capacity : capacity / 5,
		});
		await client.ok("abort", { segment });
		await putTable(client, { key: "k" }, tableFile(100_000));
		await client.ok("delete", { key: "k" });
	}
});
