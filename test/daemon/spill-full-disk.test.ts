import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { balancedUsage } from "../helpers/balanced-usage.ts";
import { hasMountNamespace } from "../helpers/executable.ts";
import { LineClient } from "../helpers/line-client.ts";
import { linesOf } from "../helpers/lines-of.ts";
import { putTable, tableFile } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import { until } from "../helpers/until.ts";

const fixture = join(import.meta.dir, "../fixtures/daemon/serve.ts");
const MB = 1_000_000;
const rows = 120_000; // just below 1 MB

/** The bytes of a leased version; the lease is given back. */
async function bytesOf(client: LineClient, key: string): Promise<number> {
	const { lease, path } = await client.ok("get", { key });
	const crc = Bun.hash.crc32(readFileSync(path));
	await client.ok("release", { lease });
	return crc;
}

test.skipIf(!hasMountNamespace)(
	"a full spill disk refuses the put with the reason, and leaves everything as it was",
	async () => {
		using mount = temporaryDirectory();
		await using shelf = temporaryShelf();
		const options = {
			...{ capacity: 2 * MB, whenFull: "spill", spillDirectory: mount.path },
		};
		// The disk has room for one table. Only the daemon sees it.
		const mounted = `mount -t tmpfs -o size=1500k,mode=700 disk "$2" && exec "$0" "$1" "$3" "$4"`;
		await using daemon = Bun.spawn(
			[
				...["unshare", "-rm", "sh", "-c", mounted, process.execPath],
				...[fixture, mount.path, shelf.directory, JSON.stringify(options)],
			],
			{ stdin: "pipe", stdout: "pipe", stderr: "inherit" },
		);
		await linesOf(daemon.stdout).next();
		await using client = await LineClient.greet(shelf.directory);
		const sums: Record<string, number> = {};
		for (const [at, key] of ["a", "b", "c"].entries()) {
			await putTable(client, { key }, tableFile(rows, at));
			if (key !== "a") sums[key] = await bytesOf(client, key);
		}
		const before = await client.ok("list");
		const { error } = await client.ask("create", { kind: "table", bytes: MB });
		expect(error).toMatchObject({ code: "out_of_memory" });
		expect(error?.message).toContain(`the disk of "${mount.path}`);
		expect(error?.message).toContain("is full");
		// It cannot come back: what is in memory has nowhere to go.
		expect(await client.code("get", { key: "a" })).toBe("out_of_memory");
		expect(await client.ok("list")).toEqual(before);
		for (const key of ["b", "c"]) {
			expect(await bytesOf(client, key)).toBe(sums[key] as number);
		}
		const { spilled } = await balancedUsage(client);
		expect(spilled).toBeGreaterThan(0.9 * MB);
		await client.ok("delete", { key: "a" });
		await until(async () => {
			const fields = { key: "d", kind: "table", bytes: 0.9 * MB };
			return (await client.code("create", fields)) === undefined;
		});
		const { objects } = await client.ok("list");
		expect(objects).toMatchObject([
			{ key: "b", spilled: true },
			{ key: "c", spilled: false },
		]);
	},
);
