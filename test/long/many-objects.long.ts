/** A shelf with 100,000 keys against one with 100. */
import { expect, test } from "bun:test";
import { LineClient } from "../helpers/line-client.ts";
import { leaveObjects } from "../helpers/many-objects.ts";
import { temporaryShelf } from "../helpers/shelf.ts";

const rounds = 400;

test("100,000 objects are there 2 seconds after the start", async () => {
	await using shelf = temporaryShelf();
	leaveObjects(shelf.directory, 100_000);
	const startMs = performance.now();
	await using daemon = await shelf.serveChild();
	await using client = await LineClient.greet(shelf.directory);
	expect(await client.ok("usage")).toMatchObject({ objects: 100_000 });
	const tookMs = Math.round(performance.now() - startMs);
	console.log(`start with 100,000 objects: ${tookMs} ms`);
	expect(tookMs).toBeLessThan(2000);
	await daemon.end();
});

test("list, stat and get cost at most twice as much with 100,000 keys as with 100", async () => {
	await using few = temporaryShelf();
	await using many = temporaryShelf();
	leaveObjects(few.directory, 100);
	leaveObjects(many.directory, 100_000);
	await few.serve();
	await many.serve();
	await using fewClient = await LineClient.greet(few.directory);
	await using manyClient = await LineClient.greet(many.directory);
	const asked = {
		list: async (client: LineClient) => {
			await client.ok("list", { limit: 100 });
		},
		stat: async (client: LineClient) => {
			await client.ok("stat", { key: "k50" });
		},
		get: async (client: LineClient) => {
			const { lease } = await client.ok("get", { key: "k50" });
			await client.ok("release", { lease });
		},
	};
	for (const [name, ask] of Object.entries(asked)) {
		const times: [number[], number[]] = [[], []];
		for (let round = 0; round < rounds; round += 1) {
			times[0].push(await timed(() => ask(fewClient)));
			times[1].push(await timed(() => ask(manyClient)));
		}
		const [least, most] = [median(times[0]), median(times[1])];
		console.log(
			`${name}: ${(1000 * least).toFixed(0)} us with 100 keys, ${(1000 * most).toFixed(0)} us with 100,000`,
		);
		expect(most / least).toBeLessThan(2);
	}
});

async function timed(task: () => Promise<void>): Promise<number> {
	const startMs = performance.now();
	await task();
	return performance.now() - startMs;
}

function median(times: number[]): number {
	return times.sort((a, b) => a - b)[times.length >>> 1] as number;
}
