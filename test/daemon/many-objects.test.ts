import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { shelfNames } from "../../src/config.ts";
import { LineClient } from "../helpers/line-client.ts";
import { leaveObjects } from "../helpers/many-objects.ts";
import { temporaryShelf } from "../helpers/shelf.ts";

const count = 5000;

test("a start takes thousands of objects as the catalog knows them", async () => {
	await using shelf = temporaryShelf();
	leaveObjects(shelf.directory, count);
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	expect((await client.ok("usage")).objects).toBe(count);
	expect(await client.ok("stat", { key: "k4321" })).toMatchObject({
		rows: 1,
		pinned: true,
		metadata: { at: "4321" },
	});
	expect(shelf.warnings).toEqual([]);
	expect(await client.ok("delete_all")).toEqual({ deleted: count });
});

test("a start without a catalog looks into each, and says for how many", async () => {
	await using shelf = temporaryShelf();
	leaveObjects(shelf.directory, 300);
	rmSync(join(shelf.directory, shelfNames.catalog));
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	expect(await client.ok("stat", { key: "k299" })).toMatchObject({
		rows: 1,
		pinned: false,
		metadata: {},
	});
	expect(shelf.warnings).toEqual([
		"Of 300 objects only the files are known: if they had a ttl, a pin or metadata, that is lost",
	]);
});
