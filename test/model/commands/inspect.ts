import type { ObjectInfo } from "../../../src/protocol/messages.ts";
import { defineCommand } from "../define-command.ts";
import {
	expectDetails,
	expectTimes,
	shown,
	shownOf,
} from "../expect-details.ts";
import { expectSame } from "../expect-same.ts";
import { client, key, pattern } from "../fields.ts";
import { outcomeOf } from "../outcome.ts";
import { settle } from "../settle.ts";
import { type ModelVersion, matches } from "../shelf-model.ts";

/** What is on the shelf, by a pattern. */
export const list = defineCommand<{ client: number; glob: string }>(
	"list",
	{ client, glob: pattern },
	{
		async run(model, world, { client, glob }) {
			const at = model.clientAt(client);
			const given: ObjectInfo[] = await world.ask(at, "list", { glob });
			const expected = model.keys
				.filter((key) => matches(glob, key))
				.map((key) => model.objects.get(key) as ModelVersion);
			expectSame(`list ${glob}`, given.map(shown), expected.map(shownOf));
			given.forEach(expectTimes);
		},
	},
);

/** What is said of one key. */
export const stat = defineCommand<{ client: number; key: string }>(
	"stat",
	{ client, key },
	{
		async run(model, world, { client, key }) {
			const at = model.clientAt(client);
			const outcome = await outcomeOf(world.ask(at, "stat", { key }));
			const of = model.objects.get(key);
			expectSame(`stat ${key}`, outcome.code, of ? "ok" : "not_found");
			if (of === undefined || !("ok" in outcome)) return;
			expectDetails(outcome.ok, of);
		},
	},
);

/** Who holds what; waited for, since memory is freed after the answer. */
export const usage = defineCommand<Record<never, never>>(
	"usage",
	{},
	{
		async run(model, world) {
			await settle(model, world);
		},
	},
);
