import { expect, test } from "bun:test";
import { LineClient } from "../helpers/line-client.ts";
import { tableFile, writeSegment } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";

/** What is known of a key; undefined: nothing is there. */
type Known = { rows: number; pinned: boolean; mark: string } | undefined;

const keys = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** Numbers from 0 to 2^32 - 1, always the same (mulberry32). */
function* numbers(seed: number): Generator<number, never> {
	for (let state = seed; ; ) {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
		yield (mixed ^ (mixed >>> 14)) >>> 0;
	}
}

async function put(client: LineClient, key: string, known: Known) {
	const { rows = 0, pinned: pin, mark = "" } = known ?? {};
	const layout = tableFile(rows);
	const { segment, path } = await client.ok("create", {
		kind: "table",
		bytes: layout.byteLength,
		key,
		replace: true,
		ttl_ms: 3_600_000,
		pin,
		metadata: { mark },
	});
	writeSegment(path, layout);
	await client.ok("seal", { segment });
}

async function stateOf(client: LineClient, key: string): Promise<Known> {
	const { ok, error } = await client.ask("stat", { key });
	if (error !== undefined) {
		expect(error.code).toBe("not_found");
		return undefined;
	}
	expect(Date.parse(ok.expires)).toBeGreaterThan(Date.now());
	return { rows: ok.rows, pinned: ok.pinned, mark: ok.metadata.mark };
}

test("a daemon killed at any time: what it answered counts, with all that was asked, and no delete is undone", async () => {
	await using shelf = temporaryShelf();
	const random = numbers(7);
	const below = (count: number) => random.next().value % count;
	const answered = new Map<string, Known>();
	for (let round = 0; round < 12; round += 1) {
		const child = await shelf.serveChild();
		await using client = await LineClient.greet(shelf.directory);
		for (const key of keys) {
			expect(await stateOf(client, key)).toEqual(answered.get(key));
		}
		const last = 1 + below(40);
		let killed: Promise<void> | undefined;
		let doubtful: { key: string; after: Known } | undefined;
		for (let step = 0; killed === undefined; step += 1) {
			const key = keys[below(keys.length)] ?? "";
			const isDelete = answered.get(key) !== undefined && below(3) === 0;
			const mark = "m".repeat(1 + below(3000));
			const after = isDelete
				? undefined
				: { rows: 1 + below(50), pinned: below(2) === 0, mark };
			const change = isDelete
				? client.ok("delete", { key })
				: put(client, key, after);
			const done = change.then(
				() => answered.set(key, after),
				() => {
					doubtful = { key, after };
				},
			);
			if (step === last) {
				// Not awaited: the kill meets whatever the daemon does then.
				const end = performance.now() + below(3000) / 1000;
				while (performance.now() < end) await new Promise(setImmediate);
				killed = child.kill();
			}
			await done;
		}
		await killed;
		if (doubtful === undefined) continue;
		// It may have happened or not; what is there then stays.
		const next = await shelf.serveChild();
		await using again = await LineClient.greet(shelf.directory);
		const { key, after } = doubtful;
		const found = await stateOf(again, key);
		expect([answered.get(key), after]).toContainEqual(found);
		answered.set(key, found);
		await next.kill();
	}
	const there = keys.filter((key) => answered.get(key) !== undefined);
	await shelf.serve();
	expect(shelf.objects()).toHaveLength(there.length);
	expect(shelf.segments()).toHaveLength(there.length);
	expect(shelf.warnings).toEqual([]);
});
