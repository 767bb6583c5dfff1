import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { IdleExit } from "../../src/daemon/idle-exit.ts";
import { LineClient } from "../helpers/line-client.ts";
import { temporaryShelf } from "../helpers/shelf.ts";

test("a daemon that nobody ever connects to ends after the time", async () => {
	await using shelf = temporaryShelf();
	const daemon = await shelf.serve({ idleExitMs: 50 });
	await daemon.closed;
	expect(existsSync(daemon.socket)).toBe(false);
});

test("a daemon stays while a connection is open, and ends after the last", async () => {
	await using shelf = temporaryShelf();
	const daemon = await shelf.serve({ idleExitMs: 2000 });
	let isClosed = false;
	daemon.closed.then(() => {
		isClosed = true;
	});
	{
		await using first = await LineClient.greet(shelf.directory);
		{
			await using second = await LineClient.greet(shelf.directory);
			await second.ok("health");
		}
		// Longer than the time that an idle daemon is given.
		await Bun.sleep(2500);
		expect(isClosed).toBe(false);
		await first.ok("health");
	}
	await daemon.closed;
});

test("stop() ends a daemon that waits for its idle exit", async () => {
	await using shelf = temporaryShelf();
	const daemon = await shelf.serve({ idleExitMs: 1_000_000 });
	await daemon.stop();
	await daemon.closed;
});

test("IdleExit asks again where it may not end yet", async () => {
	const exited = Promise.withResolvers<void>();
	let asked = 0;
	const idle = new IdleExit(5, () => ++asked === 3, exited.resolve);
	idle.count(0);
	await exited.promise;
	expect(asked).toBe(3);
	idle.stop();
});

test("IdleExit without a time, or stopped, never ends anything", async () => {
	let exits = 0;
	const exit = () => {
		exits += 1;
	};
	const never = new IdleExit(undefined, () => true, exit);
	const stopped = new IdleExit(5, () => true, exit);
	const other = Promise.withResolvers<void>();
	never.count(0);
	stopped.count(0);
	stopped.stop();
	stopped.count(0);
	new IdleExit(50, () => true, other.resolve).count(0);
	await other.promise;
	expect(exits).toBe(0);
});
