import { defineCommand } from "../define-command.ts";
import { expectEvents } from "../expect-events.ts";
import { client, nth, pattern } from "../fields.ts";
import type { ShelfModel } from "../shelf-model.ts";

/** Watches from now on. */
export const watch = defineCommand<{ client: number; pattern: string }>(
	"watch",
	{ client, pattern },
	{
		async run(model, world, { client, pattern }) {
			const at = model.clientAt(client);
			const as = model.newName();
			await world.ask(at, "watch", { as, pattern });
			model.client(at).watches.push({ as, pattern, events: [] });
		},
	},
);

/** All events of a watch up to now. */
export const events = defineCommand<{ nth: number }>(
	"events",
	{ nth },
	{
		check: hasWatches,
		async run(model, world, { nth }) {
			const { client, watch } = watchAt(model, nth);
			await expectEvents(world, client, watch);
		},
	},
);

/** Ends a watch. */
export const unwatch = defineCommand<{ nth: number }>(
	"unwatch",
	{ nth },
	{
		check: hasWatches,
		async run(model, world, { nth }) {
			const { client, watch } = watchAt(model, nth);
			await expectEvents(world, client, watch);
			const { watches } = model.client(client);
			watches.splice(watches.indexOf(watch), 1);
			await world.ask(client, "unwatch", { as: watch.as });
		},
	},
);

function all(model: Readonly<ShelfModel>) {
	return model.clients.flatMap(({ watches }, client) =>
		watches.map((watch) => ({ client, watch })),
	);
}

function hasWatches(model: Readonly<ShelfModel>): boolean {
	return all(model).length > 0;
}

function watchAt(model: ShelfModel, nth: number) {
	const watches = all(model);
	return watches[nth % watches.length] as (typeof watches)[number];
}
