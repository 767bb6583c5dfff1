import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { balancedUsage } from "../helpers/balanced-usage.ts";
import { LineClient } from "../helpers/line-client.ts";
import { tableFile, writeSegment } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";
import { until } from "../helpers/until.ts";

const rows = 60_000; // 480 KB
const keys = ["a", "b", "c", "d", "e", "f"];

/** Numbers below `end` that follow from `seed` (a linear congruence). */
function drawFrom(seed: number): (end: number) => number {
	let state = seed;
	return (end) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * end);
	};
}

/** A put in its three requests. @returns the version; undefined: no room */
async function put(client: LineClient, key: string, first: number) {
	const layout = tableFile(rows, first);
	const created = await client.ask("create", {
		...{ key, kind: "table", bytes: layout.byteLength, replace: true },
	});
	if (created.error !== undefined) {
		expect(created.error.code).toBe("out_of_memory");
		return undefined;
	}
	const { segment, path } = created.ok;
	writeSegment(path, layout);
	const { version } = await client.ok("seal", { segment });
	return version as number;
}

/** What every value of a leased table says that it was put with; undefined: it
 * is not there, or there is no room for it. */
async function read(client: LineClient, key: string) {
	const { ok, error } = await client.ask("get", { key });
	if (error !== undefined) {
		expect(["not_found", "out_of_memory"]).toContain(error.code);
		return undefined;
	}
	const values = tableFromIPC(readFileSync(ok.path)).getChild("x")?.toArray();
	await client.ok("release", { lease: ok.lease });
	expect(values).toHaveLength(rows);
	const first = values[0];
	expect(
		values.every((value: number, at: number) => value === first + at),
	).toBe(true);
	return { first, version: ok.version as number };
}

test.each([1, 2, 3])(
	"spilling, restoring, replacing and deleting at once loses and mixes up nothing (%p)",
	async (seed) => {
		const disk = mkdtempSync(join(tmpdir(), "as-spill-"));
		await using removed = new AsyncDisposableStack();
		removed.defer(() => rmSync(disk, { recursive: true }));
		await using shelf = temporaryShelf();
		const capacity = 1_500_000;
		const spill = { whenFull: "spill", spillDirectory: disk } as const;
		await shelf.serve({ capacity, ...spill });
		/** What was put as which version; a version is given again when its key
		 * was deleted. */
		const puts = new Map<string, Set<number>>();
		let last = 0;

		async function work(draw: (end: number) => number): Promise<void> {
			await using client = await LineClient.greet(shelf.directory);
			for (let step = 0; step < 60; step += 1) {
				const key = keys[draw(keys.length)] as string;
				const kind = draw(10);
				if (kind < 4) {
					last += rows;
					const first = last;
					const firsts = puts.get(key) ?? new Set();
					puts.set(key, firsts.add(first));
					await put(client, key, first);
				} else if (kind < 9) {
					const found = await read(client, key);
					if (found === undefined) continue;
					expect(puts.get(key)?.has(found.first)).toBe(true);
				} else await client.ask("delete", { key });
			}
		}
		await Promise.all([1, 2, 3, 4].map((at) => work(drawFrom(seed * 10 + at))));

		await using client = await LineClient.greet(shelf.directory);
		const { spilled } = await balancedUsage(client);
		const { objects } = await client.ok("list");
		const onDisk = objects.filter(
			(object: { spilled: boolean }) => object.spilled,
		);
		const names = onDisk.map(
			({ key, version }: { key: string; version: number }) =>
				`${key}@${version}.arrow`,
		);
		const isClean = () =>
			Bun.deepEquals(
				readdirSync(disk)
					.filter((name) => name !== "shelf")
					.sort(),
				names.sort(),
			);
		await until(isClean);
		const bytes = onDisk.reduce(
			(sum: number, each: { bytes: number }) => sum + each.bytes,
			0,
		);
		expect(spilled).toBe(bytes);
		for (const { key, version } of objects) {
			expect((await read(client, key))?.version).toBe(version);
		}
		expect(shelf.warnings).toEqual([]);
	},
);
