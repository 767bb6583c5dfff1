import { expect, test } from "bun:test";
import { LineClient } from "../helpers/line-client.ts";
import { putTable, tableFile } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";

test("list pages through the keys in order, by glob, after and limit", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	for (const key of ["b2", "a", "b1", "c", "b3"]) {
		await putTable(client, { key }, tableFile(1));
	}
	const keys = async (fields: object) => {
		const { objects, next } = await client.ok("list", fields);
		return [objects.map(({ key }: { key: string }) => key), next];
	};
	expect(await keys({})).toEqual([["a", "b1", "b2", "b3", "c"], undefined]);
	expect(await keys({ glob: "b?" })).toEqual([["b1", "b2", "b3"], undefined]);
	expect(await keys({ glob: "*2" })).toEqual([["b2"], undefined]);
	expect(await keys({ limit: 2 })).toEqual([["a", "b1"], "b1"]);
	expect(await keys({ limit: 2, after: "b1" })).toEqual([["b2", "b3"], "b3"]);
	expect(await keys({ limit: 2, after: "b3" })).toEqual([["c"], undefined]);
	expect(await keys({ limit: 3, glob: "b*" })).toEqual([
		["b1", "b2", "b3"],
		undefined,
	]);
	expect(await keys({ after: "zzz" })).toEqual([[], undefined]);
});

test("list gives no more than fits in a message", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const count = 2600;
	const keys = Array.from({ length: count }, (_, at) =>
		`${at}-`.padStart(6, "0").padEnd(200, "k"),
	);
	// A long key makes some 440 bytes of answer: 2,600 of them are over 1 MiB.
	for (const key of keys) await putTable(client, { key }, tableFile(1));
	const found: string[] = [];
	let after: string | undefined;
	let pages = 0;
	do {
		const page = await client.ok("list", { limit: 100_000, after });
		found.push(...page.objects.map(({ key }: { key: string }) => key));
		after = page.next;
		pages += 1;
	} while (after !== undefined);
	expect(found).toEqual(keys.sort());
	expect(pages).toBe(2);
	expect(await client.ok("delete_all")).toEqual({ deleted: count });
	expect(await client.ok("list")).toEqual({ objects: [] });
});

test("stat gives what list gives, with the times", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const started = Date.now();
	await putTable(client, { key: "k" });
	const first = await client.ok("stat", { key: "k" });
	const { metadata, ...listed } = first;
	expect(metadata).toEqual({});
	expect((await client.ok("list")).objects).toEqual([listed]);
	// A file's time is the kernel's last tick, 4 ms or 10 ms apart.
	expect(Date.parse(first.created)).toBeGreaterThanOrEqual(started - 11);
	expect(Date.parse(first.created)).toBeLessThanOrEqual(Date.now());
	await client.ok("get", { key: "k" });
	const second = await client.ok("stat", { key: "k" });
	expect(second).toMatchObject({
		created: first.created,
		expires: null,
		pinned: false,
		leases: 1,
	});
	expect(second.last_used >= first.created).toBe(true);
	expect(await client.code("stat", { key: "other" })).toBe("not_found");
});
