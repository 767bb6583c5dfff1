import { until } from "../helpers/until.ts";
import { expectAllDetails } from "./expect-details.ts";
import { expectEvents } from "./expect-events.ts";
import { expectSame } from "./expect-same.ts";
import { factsOf } from "./keep-lease.ts";
import { outcomeOf } from "./outcome.ts";
import { settle } from "./settle.ts";
import { ShelfModel } from "./shelf-model.ts";
import type { World } from "./world.ts";

/**
 * The end of a run: looks at everything once more, lets everything go, and
 * proves that nothing is left.
 */
export async function finish(model: ShelfModel, world: World): Promise<void> {
	await settle(model, world);
	await expectAllDetails(model, world);
	for (const { client, lease } of model.leases()) {
		const given = await world.ask(client, "read", { as: lease.as });
		expectSame("lease", given, factsOf(lease.of, lease.file));
	}
	for (const [client, { watches, waits }] of model.clients.entries()) {
		for (const watch of watches) {
			await expectEvents(world, client, watch);
			await world.ask(client, "unwatch", { as: watch.as });
		}
		for (const { as, keys, answer } of waits) {
			await world.ask(client, "cancel", { as });
			const { code } = await outcomeOf(answer);
			expectSame(`wait for ${keys}`, code, "cancelled");
		}
	}
	for (const { client, lease } of model.leases()) {
		await world.ask(client, "dispose", { as: lease.as });
	}
	await world.control.deleteAll();
	const nothing = new ShelfModel(model.capacity, model.clients.length);
	await settle(nothing, world);
	await expectNoFiles(world);
	expectSame("complaints of the daemon", world.daemon.complaints, []);
}

async function expectNoFiles(world: World): Promise<void> {
	try {
		await until(() => world.files().length === 0, world.patienceMs);
	} catch {
		expectSame("files", world.files(), []);
	}
	const none = { used: 0, pending: 0, leases: 0, holders: [] };
	let left: unknown;
	// The file is gone a moment before its bytes count as free.
	const isNothingLeft = async () => {
		const { used, pending, leases, holders } = await world.control.usage();
		left = { used, pending, leases, holders };
		return Bun.deepEquals(left, none);
	};
	await until(isNothingLeft, world.patienceMs).catch(() => {
		expectSame("left", left, none);
	});
}
