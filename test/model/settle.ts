import type { Usage } from "../../src/protocol/messages.ts";
import { expectSame } from "./expect-same.ts";
import type { ShelfModel } from "./shelf-model.ts";
import type { World } from "./world.ts";

/** A reservation that somebody has open. */
export interface ModelPending {
	readonly key: string;
	readonly pid: number;
}

/**
 * Waits until the daemon counts what the model does: leases end, and memory
 * is freed, after the answer. What must hold at every moment is looked at
 * with every question. Fails with the last difference.
 *
 * @param pending what is being written, by key
 * @returns usage as it was then
 */
export async function settle(
	model: ShelfModel,
	world: World,
	pending: readonly ModelPending[] = [],
): Promise<Usage> {
	const end = performance.now() + world.patienceMs;
	for (;;) {
		const usage = await world.control.usage();
		expectBalanced(usage);
		const { connections } = await world.control.health();
		try {
			expectSame("connections", connections, world.connections);
			expectUsage(model, world, usage, pending);
			await expectLeaseCounts(model, world, hasCached(usage));
			return usage;
		} catch (difference) {
			if (performance.now() > end) throw difference;
		}
		await new Promise(setImmediate);
	}
}

/** What holds at every moment. */
function expectBalanced(usage: Usage): void {
	const { capacity, used, pending, recycled, free } = usage;
	const sum = used + pending + recycled + free;
	// What was there before a smaller --memory may exceed the capacity.
	expectSame("used + pending + recycled + free", sum, capacity);
}

function expectUsage(
	model: ShelfModel,
	world: World,
	usage: Usage,
	pending: readonly ModelPending[],
): void {
	const { holders } = usage;
	const leases = [...model.leases()].filter(({ lease }) => lease.isKnown);
	const cached = holders.filter(({ holds }) => isCached(holds));
	const kept = cached.reduce((sum, { bytes }) => sum + bytes, 0);
	expectSame("objects", usage.objects, model.objects.size);
	// A client may keep what it has let go of, until it is revoked.
	const bytes = usage.used + usage.spilled;
	expectBetween("used and spilled", bytes, model.used, model.used + kept);
	const expected = texts(
		leases.map(({ client, lease }) => {
			const { key, version, bytes } = lease.of;
			return holderText({ key, version, bytes, pid: world.agent(client).pid });
		}),
	);
	// What a client gets again while it has it is one lease for the daemon. One
	// that it keeps is not shown where it has another one of that version.
	const most = leases.length + expected.length + cached.length;
	expectBetween("leases", usage.leases, expected.length, most);
	const given = texts(
		holders.filter(({ holds }) => holds === "lease").map(holderText),
	);
	// One that is used again after it was let go is still shown as cached.
	const shown = new Set([...given, ...cached.map(holderText)]);
	expectSame(
		"holders that are not shown",
		expected.filter((holder) => !shown.has(holder)),
		[],
	);
	expectSame(
		"holders that hold nothing",
		given.filter((holder) => !expected.includes(holder)),
		[],
	);
	const writing = holders
		.filter(({ holds }) => holds === "pending")
		.map(({ key, pid }) => ({ key, pid }));
	expectSame("writers", writing, pending);
	if (pending.length === 0) expectSame("pending", usage.pending, 0);
	const unnamed = holders.filter(({ command }) => command === "");
	expectSame("holders without a command", unnamed, []);
}

async function expectLeaseCounts(
	model: ShelfModel,
	world: World,
	mayHaveMore: boolean,
): Promise<void> {
	const held = [...model.leases()].filter(({ lease }) => lease.isKnown);
	for (const { key, leases } of await world.control.list()) {
		const here = held.filter(({ lease }) => lease.of.key === key);
		const least = new Set(
			here.map(({ client, lease }) => `${client} ${lease.of.version}`),
		).size;
		const most = mayHaveMore ? Number.POSITIVE_INFINITY : here.length + least;
		expectBetween(`leases of ${key}`, leases, least, most);
	}
}

function hasCached({ holders }: Usage): boolean {
	return holders.some(({ holds }) => isCached(holds));
}

function isCached(holds: string): boolean {
	return holds === "cached";
}

function expectBetween(
	what: string,
	actual: number,
	least: number,
	most: number,
): void {
	if (actual >= least && actual <= most) return;
	const range = least === most ? `${least}` : `${least} to ${most}`;
	throw new Error(`${what}: the model says ${range}, the shelf ${actual}`);
}

function holderText(holder: {
	readonly key: string;
	readonly version: number;
	readonly bytes: number;
	readonly pid: number;
}): string {
	const { key, version, bytes, pid } = holder;
	return `${key}@${version} ${bytes} ${pid}`;
}

/** In order, each once: one entry stands for all leases of a process. */
function texts(all: readonly string[]): string[] {
	return [...new Set(all)].sort();
}
