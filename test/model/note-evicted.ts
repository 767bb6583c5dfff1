import { expectSame } from "./expect-same.ts";
import type { ShelfModel } from "./shelf-model.ts";
import type { World } from "./world.ts";

/**
 * Finds out which objects a daemon that evicts has taken off the shelf to make
 * room, and enters that into the model. They were neither pinned nor leased.
 * @param put the key that was put since, if it was
 */
export async function noteEvicted(
	model: ShelfModel,
	world: World,
	put?: string,
): Promise<void> {
	if (model.whenFull !== "evict") return;
	const infos = await world.control.list();
	const there = new Map(infos.map(({ key, version }) => [key, version]));
	for (const of of [...model.objects.values()]) {
		const now = there.get(of.key) ?? 0;
		// A key that was evicted before it was put again counts anew.
		if (of.key === put ? now > of.version : now === of.version) continue;
		const what = `${of.key}@${of.version}, which is gone,`;
		expectSame(`${what} was pinned`, of.options.pinned, false);
		expectSame(`${what} was leased`, isLeased(model, of), false);
		model.delete(of.key, "evict");
	}
}

/** Where nothing more could leave memory, or what could is not enough. */
export function expectFull(model: ShelfModel, needed: number): void {
	if (model.whenFull === "reject") return;
	const room = model.capacity - model.held;
	if (needed > room) return;
	throw new Error(
		`${needed} bytes are refused, and ${room} are neither pinned nor leased`,
	);
}

function isLeased(model: ShelfModel, of: object): boolean {
	return [...model.leases()].some(
		({ lease }) => lease.of === of && lease.isKnown,
	);
}
