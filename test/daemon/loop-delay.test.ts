import { expect, test } from "bun:test";
import { LoopDelay } from "../../src/daemon/loop-delay.ts";
import { LineClient } from "../helpers/line-client.ts";
import { temporaryShelf } from "../helpers/shelf.ts";
import { until } from "../helpers/until.ts";

test("usage notices an event loop that stood still", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const before = (await client.ok("usage")).loop_delay_ms.count;
	await until(
		async () => (await client.ok("usage")).loop_delay_ms.count > before,
	);
	// The daemon's own loop: it runs in this process.
	Bun.sleepSync(300);
	await until(async () => (await client.ok("usage")).loop_delay_ms.max > 290);
	const { count, p50, p99, max } = (await client.ok("usage")).loop_delay_ms;
	expect(count).toBeGreaterThan(0);
	expect(p50).toBeLessThanOrEqual(p99);
	expect(p99).toBeLessThanOrEqual(max);
});

test("LoopDelay has no samples before the first request", () => {
	expect(new LoopDelay().summary()).toEqual({
		count: 0,
		p50: 0,
		p99: 0,
		max: 0,
	});
});

test("LoopDelay does not wake a loop that has nothing to do", async () => {
	const delay = new LoopDelay();
	delay.touch();
	let count = -1;
	// It has paused when a stretch much longer than a sample brings none.
	await until(async () => {
		const before = delay.summary().count;
		await Bun.sleep(200);
		count = delay.summary().count;
		return count === before;
	});
	expect(count).toBeGreaterThanOrEqual(100);
	delay.touch();
	await until(() => delay.summary().count > count);
	delay.stop();
});
