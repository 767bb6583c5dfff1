import { expect, test } from "bun:test";
import { limits } from "../../src/config.ts";
import { Catalog } from "../../src/daemon/catalog.ts";
import { Changes } from "../../src/daemon/changes.ts";
import { checkVacant } from "../../src/daemon/check-vacant.ts";
import { prepareDirectory } from "../../src/daemon/directory.ts";
import { Epoch } from "../../src/daemon/epoch.ts";
import { Memory } from "../../src/daemon/memory.ts";
import { ObjectFiles } from "../../src/daemon/object-files.ts";
import { Quota } from "../../src/daemon/quota.ts";
import { Shelf } from "../../src/daemon/shelf.ts";
import { SpillFiles } from "../../src/daemon/spill-files.ts";
import { Storage } from "../../src/daemon/storage.ts";
import {
	plainOptions,
	type StoredVersion,
} from "../../src/daemon/stored-version.ts";
import { LineClient } from "../helpers/line-client.ts";
import { temporaryShelf } from "../helpers/shelf.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

test("a connection over the limit is told so, and one that ends makes room", async () => {
	await using shelf = temporaryShelf();
	await shelf.serveChild();
	const clients: LineClient[] = [];
	while (clients.length < limits.connections) {
		// Each says hello: the system refuses what waits to be accepted.
		clients.push(await LineClient.greet(shelf.directory));
	}
	await using first = clients[0] as LineClient;
	expect((await first.ok("health")).connections).toBe(limits.connections);
	await using refused = await LineClient.open(shelf.directory);
	expect((await refused.ask("hello")).error).toMatchObject({
		code: "too_many_connections",
		details: { limit: limits.connections, given: limits.connections + 1 },
	});
	await refused.closed;
	for (const client of clients.slice(1)) await client[Symbol.asyncDispose]();
	await using next = await LineClient.greet(shelf.directory);
	await next.ok("usage");
});

test("Shelf takes 100,000 keys, and not one more", async () => {
	using directory = temporaryDirectory();
	const storage = await Storage.start();
	const keys = Array.from({ length: limits.keys }, (_, at) => `k${at}`);
	const files = new ObjectFiles(prepareDirectory(directory.path));
	const quota = new Quota(limits.keys, limits.keys);
	const warn = () => {};
	const catalog = new Catalog(directory.file("catalog.sqlite"), warn);
	const shelf = new Shelf(
		{
			files,
			memory: new Memory(quota, files, storage, warn),
			spilled: new SpillFiles(undefined, storage, warn),
			catalog,
			changes: new Changes(new Epoch(directory.file("epoch"))),
			warn,
		},
		keys.map(stored),
	);
	expect(() => checkVacant(shelf, "one-more", false)).toThrow(
		expect.objectContaining({ code: "too_many_keys" }),
	);
	expect(() => checkVacant(shelf, "k7", true)).not.toThrow();
	shelf.delete("k7");
	expect(() => checkVacant(shelf, "one-more", false)).not.toThrow();
	await storage.idle();
	storage.stop();
	catalog.close();
});

function stored(key: string): StoredVersion {
	return {
		key,
		version: 1,
		kind: "table",
		segment: key,
		bytes: 1,
		rows: 0,
		columns: 0,
		createdMs: 0,
		lastUsedMs: 0,
		options: plainOptions,
		leases: new Set(),
	};
}
