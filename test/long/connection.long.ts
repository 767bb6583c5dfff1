import { expect, test } from "bun:test";
import { connect } from "../../src/client/connect.ts";
import { startDaemonProcess } from "../helpers/daemon-process.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

/** Bun reports every socket as timed out after 120 seconds. */
const lifeMs = 150_000;

test("a connection lives as long as its client, idle or busy, and its leases with it", async () => {
	using directory = temporaryDirectory();
	const dir = directory.path;
	await using stack = new AsyncDisposableStack();
	const daemon = await startDaemonProcess(dir, "--memory", "16MiB");
	stack.defer(() => daemon.kill());
	const idle = stack.use(await connect({ dir, autostart: false }));
	const busy = stack.use(await connect({ dir, autostart: false }));
	await busy.put({ x: Float64Array.of(7) }, { key: "k" });
	using lease = await idle.get("k");
	// The time itself is what is tested.
	for (const end = performance.now() + lifeMs; performance.now() < end; ) {
		expect((await busy.usage()).leases).toBe(1);
		await Bun.sleep(500);
	}
	expect([idle.connected, busy.connected]).toEqual([true, true]);
	expect((await idle.stat("k")).leases).toBe(1);
	expect(lease.table.getChild("x")?.get(0)).toBe(7);
});
