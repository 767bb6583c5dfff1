import fc from "fast-check";
import { until } from "../../helpers/until.ts";
import { defineCommand } from "../define-command.ts";
import { expectAllDetails } from "../expect-details.ts";
import { inOrder } from "../expect-events.ts";
import { expectSame } from "../expect-same.ts";
import { client, content, key } from "../fields.ts";
import {
	type InFlight,
	inFlight,
	resolveInFlight,
	send,
} from "../in-flight.ts";
import { noteEvicted } from "../note-evicted.ts";
import { outcomeOf } from "../outcome.ts";
import { settle } from "../settle.ts";
import type { ModelWatch, ShelfModel } from "../shelf-model.ts";
import type { World } from "../world.ts";

/** Turns of this process between asking and killing. */
const turns = fc.nat(12);

/** A client process dies, in the middle of what it asks. */
export const killClient = defineCommand<{
	client: number;
	asked: InFlight[];
	turns: number;
}>(
	"killClient",
	{ client, asked: inFlight, turns },
	{
		check: canTell,
		async run(model, world, { client, asked, turns }) {
			const at = model.clientAt(client);
			const outcomes = asked.map((one) => send(world, at, one));
			for (const outcome of outcomes) outcome.catch(() => {});
			await takeTurns(turns);
			await world.killClient(at);
			model.forgetClient(at);
			await allQuiet(world);
			for (const one of asked) {
				await resolveInFlight(model, world, one, undefined);
			}
		},
	},
);

/** A client process dies when its table is written, but not sealed. */
export const killWriter = defineCommand<{
	client: number;
	key: string;
	content: { rows: number; seed: number };
}>(
	"killWriter",
	{ client, key, content },
	{
		check: (model, { content }) =>
			content.rows * 8 + 8192 < model.capacity - model.held,
		async run(model, world, { client, key, content }) {
			const at = model.clientAt(client);
			await settle(model, world);
			const ok = await world.ask(at, "hang", {
				...{ key, replace: true, ...content },
			});
			expectSame("hang", ok, "hanging");
			await noteEvicted(model, world);
			await settle(model, world, [{ key, pid: world.agent(at).pid }]);
			await world.killClient(at);
			model.forgetClient(at);
			await settle(model, world);
		},
	},
);

/** The daemon dies, or is asked to end, while clients ask things of it. */
export const endDaemon = defineCommand<{
	signal: "SIGKILL" | "SIGTERM";
	asked: InFlight[];
	turns: number;
}>(
	"endDaemon",
	{
		signal: fc.constantFrom("SIGKILL", "SIGKILL", "SIGTERM"),
		asked: inFlight,
		turns,
	},
	{
		check: canTell,
		async run(model, world, { signal, asked, turns }) {
			const waits = model.clients.flatMap(({ waits }) => waits);
			const watches = model.clients.flatMap(({ watches }, client) =>
				watches.map((watch) => ({ client, watch })),
			);
			model.forgetConnections();
			const outcomes = asked.map((one, at) =>
				send(world, model.clientAt(at), one),
			);
			await takeTurns(turns);
			await world.restart(signal);
			for (const [at, one] of asked.entries()) {
				const { code } = await (outcomes[at] as (typeof outcomes)[number]);
				await resolveInFlight(model, world, one, code);
			}
			await expectAllDetails(model, world);
			for (const { answer } of waits) {
				const { code } = await outcomeOf(answer);
				// What was put meanwhile may have answered it.
				if (code !== "ok") expectLost(signal, code);
			}
			for (const { client, watch } of watches) {
				await expectFirstEvents(world, client, watch);
			}
		},
	},
);

/** Whether it can be found out afterwards what happened: of what is gone, who
 * took it. */
function canTell(
	model: Readonly<ShelfModel>,
	{ asked }: { readonly asked: readonly InFlight[] },
): boolean {
	return model.whenFull !== "evict" || asked.length === 0;
}

async function takeTurns(count: number): Promise<void> {
	for (let turn = 0; turn < count; turn += 1) {
		await new Promise(setImmediate);
	}
}

/** Until the daemon has done all that a dead client had asked. */
async function allQuiet(world: World): Promise<void> {
	await until(async () => {
		const { connections } = await world.control.health();
		const { pending } = await world.control.usage();
		return connections === world.connections && pending === 0;
	}, world.patienceMs);
}

function expectLost(signal: string, code: string): void {
	const allowed = ["connection_lost"];
	// One that drains answers what waits.
	if (signal === "SIGTERM") allowed.push("cancelled");
	expectSame("wait", allowed.includes(code) || code, true);
}

/** A daemon that was killed may not have told everything, but what it told
 * is in order and without a gap; then the watch is lost. */
async function expectFirstEvents(
	world: World,
	client: number,
	{ as, events }: ModelWatch,
): Promise<void> {
	const given: object[] = await world.ask(client, "events", { as });
	expectSame("end of a watch", given.at(-1), {
		type: "lost",
		code: "connection_lost",
	});
	const { told } = inOrder(given.slice(0, -1));
	const { told: all } = inOrder(events);
	// What was asked at the end may have been told, too.
	const both = Math.min(told.length, all.length);
	expectSame("events", told.slice(0, both), all.slice(0, both));
}
