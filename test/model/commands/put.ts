import fc from "fast-check";
import type { OutOfMemoryError } from "../../../src/errors.ts";
import { type AskedOptions, putOptions } from "../asked-options.ts";
import type { Content } from "../content.ts";
import { defineCommand } from "../define-command.ts";
import { expectSame } from "../expect-same.ts";
import { client, content, key } from "../fields.ts";
import { expectFull, noteEvicted } from "../note-evicted.ts";
import { type Outcome, outcomeOf } from "../outcome.ts";
import { published } from "../published.ts";
import { settle } from "../settle.ts";
import type { ShelfModel } from "../shelf-model.ts";

interface Put {
	readonly client: number;
	readonly key: string;
	readonly replace: boolean;
	readonly content: Content;
	readonly options: AskedOptions;
}

/** A put: a new key, another version, or a refusal. */
export const put = defineCommand<Put>(
	"put",
	{ client, key, replace: fc.boolean(), content, options: putOptions },
	{
		async run(model, world, { client, key, replace, content, options }) {
			const at = model.clientAt(client);
			const fields = { key, replace, ...content, ...options };
			const sinceMs = Date.now();
			const ask = () => outcomeOf(world.ask(at, "put", fields));
			const isTaken = model.objects.has(key) && !replace;
			const fitsNever = content.rows * 8 > model.capacity - model.leased;
			let outcome = await ask();
			if (isTaken) {
				expectSame(`put ${key}`, outcome.code, "exists");
				return;
			}
			if (outcome.code === "out_of_memory") {
				// Memory is free some time after its last lease has ended.
				const { free } = await settle(model, world);
				if (!fitsNever) outcome = await ask();
				if (outcome.code === "out_of_memory") {
					await noteEvicted(model, world);
					expectExplained(model, outcome, free);
					return;
				}
			}
			expectSame(`put ${key}`, outcome, { code: "ok", ok: key });
			expectSame(`room for ${key}`, fitsNever, false);
			await noteEvicted(model, world, key);
			await published(model, world, key, { content, options, sinceMs });
		},
	},
);

function expectExplained(
	model: ShelfModel,
	outcome: Outcome,
	free: number,
): void {
	const { details } = (outcome as { error: OutOfMemoryError }).error;
	const needed = details.needed as number;
	expectSame("capacity", details.capacity, model.capacity);
	if (needed <= free) {
		throw new Error(`${needed} bytes are refused, and ${free} are free`);
	}
	expectFull(model, needed);
	const departed = [...model.leases()].map(({ lease }) => lease.of.key);
	for (const { key } of details.holders as { key: string }[]) {
		const isThere = model.objects.has(key) || departed.includes(key);
		expectSame(`${key} as a holder`, isThere, true);
	}
}
