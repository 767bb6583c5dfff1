import { defineCommand } from "../define-command.ts";
import { expectSame } from "../expect-same.ts";
import { client, key } from "../fields.ts";
import { outcomeOf } from "../outcome.ts";

/** Takes one name off the shelf. */
export const deleteKey = defineCommand<{ client: number; key: string }>(
	"delete",
	{ client, key },
	{
		async run(model, world, { client, key }) {
			const at = model.clientAt(client);
			const { code } = await outcomeOf(world.ask(at, "delete", { key }));
			const isThere = model.objects.has(key);
			expectSame(`delete ${key}`, code, isThere ? "ok" : "not_found");
			if (isThere) model.delete(key);
		},
	},
);

/** Takes all names off the shelf. */
export const deleteAll = defineCommand<{ client: number }>(
	"deleteAll",
	{ client },
	{
		async run(model, world, { client }) {
			const count = await world.ask(model.clientAt(client), "deleteAll");
			expectSame("deleteAll", count, model.objects.size);
			for (const key of model.keys) model.delete(key);
		},
	},
);
