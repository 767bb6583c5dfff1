import { defineCommand } from "../define-command.ts";
import { expectSame } from "../expect-same.ts";
import { client, keys, nth } from "../fields.ts";
import { outcomeOf } from "../outcome.ts";
import type { ShelfModel } from "../shelf-model.ts";

/** Waits for keys of which some are missing; a later put answers it. */
export const wait = defineCommand<{ client: number; keys: string[] }>(
	"wait",
	{ client, keys },
	{
		check: (model, { keys }) => keys.some((key) => !model.objects.has(key)),
		async run(model, world, { client, keys }) {
			const at = model.clientAt(client);
			const as = model.newName();
			const answer = world.ask(at, "getMany", { as, keys, timeoutMs: 600_000 });
			// What this client asks next comes behind it.
			await world.ask(at, "health");
			model.client(at).waits.push({ as, keys, answer });
		},
	},
);

/** Gives up waiting. */
export const cancel = defineCommand<{ nth: number }>(
	"cancel",
	{ nth },
	{
		check: (model) => all(model).length > 0,
		async run(model, world, { nth }) {
			const waiting = all(model);
			const { client, wait } = waiting[
				nth % waiting.length
			] as (typeof waiting)[number];
			const { waits } = model.client(client);
			waits.splice(waits.indexOf(wait), 1);
			await world.ask(client, "cancel", { as: wait.as });
			const { code } = await outcomeOf(wait.answer);
			expectSame(`wait for ${wait.keys}`, code, "cancelled");
		},
	},
);

function all(model: Readonly<ShelfModel>) {
	return model.clients.flatMap(({ waits }, client) =>
		waits.map((wait) => ({ client, wait })),
	);
}
