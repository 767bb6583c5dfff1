import { until } from "../../helpers/until.ts";
import {
	type AskedOptions,
	expectOptions,
	touchOptions,
} from "../asked-options.ts";
import { defineCommand } from "../define-command.ts";
import { expectSame } from "../expect-same.ts";
import { client, key } from "../fields.ts";
import { outcomeOf } from "../outcome.ts";

/** Changes what was asked for an object. */
export const touch = defineCommand<{
	client: number;
	key: string;
	options: AskedOptions;
}>(
	"touch",
	{ client, key, options: touchOptions },
	{
		async run(model, world, { client, key, options }) {
			const at = model.clientAt(client);
			const sinceMs = Date.now();
			const outcome = await outcomeOf(
				world.ask(at, "touch", { key, ...options }),
			);
			const of = model.objects.get(key);
			expectSame(`touch ${key}`, outcome.code, of ? "ok" : "not_found");
			if (of === undefined || !("ok" in outcome)) return;
			of.options = expectOptions(outcome.ok, options, of.options, sinceMs);
		},
	},
);

/** An object's time comes: it goes by itself, and its readers keep it. */
export const expire = defineCommand<{ client: number; key: string }>(
	"expire",
	{ client, key },
	{
		check: (model, { key }) => model.objects.has(key),
		async run(model, world, { client, key }) {
			const at = model.clientAt(client);
			await world.ask(at, "touch", { key, ttlMs: 1 });
			const isGone = async () => {
				const { code } = await outcomeOf(world.control.stat(key));
				return code === "not_found";
			};
			await until(isGone, world.patienceMs);
			model.delete(key, "expire");
		},
	},
);
