import fc from "fast-check";
import { defineCommand } from "../define-command.ts";
import { expectSame } from "../expect-same.ts";
import { client, key, keys, nth } from "../fields.ts";
import { factsOf, keepLease } from "../keep-lease.ts";
import { outcomeOf } from "../outcome.ts";
import { isRefusedRestore } from "../refused-restore.ts";
import type { ModelLease, ShelfModel } from "../shelf-model.ts";

/** A lease of what is under a key, or of a certain version of it. */
export const get = defineCommand<{
	client: number;
	key: string;
	/** Added to the current version; null: none is named. */
	version: number | null;
}>(
	"get",
	{ client, key, version: fc.constantFrom(null, null, null, 0, -1, 1) },
	{
		async run(model, world, { client, key, version }) {
			const at = model.clientAt(client);
			const as = model.newName();
			const current = model.objects.get(key);
			const asked = (current?.version ?? 1) + (version ?? 0);
			// Versions count from 1.
			const named = version === null || asked < 1 ? {} : { version: asked };
			const outcome = await outcomeOf(
				world.ask(at, "get", { as, key, ...named }),
			);
			if (isRefusedRestore(model, outcome, [key])) return;
			const isThere =
				current && (named.version ?? current.version) === current.version;
			expectSame(`get ${key}`, outcome.code, isThere ? "ok" : "not_found");
			if ("ok" in outcome) keepLease(model, at, as, key, outcome.ok);
		},
	},
);

/** Leases of several keys at one moment: all, or none. */
export const getMany = defineCommand<{
	client: number;
	keys: string[];
	timeoutMs: number | null;
}>(
	"getMany",
	{ client, keys, timeoutMs: fc.constantFrom(null, 0, 1) },
	{
		async run(model, world, { client, keys, timeoutMs }) {
			const at = model.clientAt(client);
			const as = model.newName();
			const time = timeoutMs === null ? {} : { timeoutMs };
			const outcome = await outcomeOf(
				world.ask(at, "getMany", { as, keys, ...time }),
			);
			if (isRefusedRestore(model, outcome, keys)) return;
			const missing = keys.filter((key) => !model.objects.has(key));
			if ("ok" in outcome) {
				expectSame("missing", missing, []);
				for (const [n, key] of keys.entries()) {
					keepLease(model, at, `${as}.${n}`, key, outcome.ok[n]);
				}
				return;
			}
			const code = timeoutMs === null ? "not_found" : "timeout";
			expectSame("getMany", outcome.code, missing.length > 0 ? code : "ok");
			expectSame("missing", outcome.error.details.keys, missing);
		},
	},
);

/** Every byte of a lease, again: it is what it was, whatever happened. */
export const read = defineCommand<{ nth: number }>(
	"read",
	{ nth },
	{
		check: hasLeases,
		async run(model, world, { nth }) {
			const { client, lease } = leaseAt(model, nth);
			const given = await world.ask(client, "read", { as: lease.as });
			expectSame("lease", given, factsOf(lease.of, lease.file));
		},
	},
);

/** Lets a lease go. */
export const dispose = defineCommand<{ nth: number }>(
	"dispose",
	{ nth },
	{
		check: hasLeases,
		async run(model, world, { nth }) {
			const { client, lease } = leaseAt(model, nth);
			const { leases } = model.client(client);
			leases.splice(leases.indexOf(lease), 1);
			await world.ask(client, "dispose", { as: lease.as });
		},
	},
);

function hasLeases(model: Readonly<ShelfModel>): boolean {
	return [...model.leases()].length > 0;
}

function leaseAt(
	model: ShelfModel,
	nth: number,
): { client: number; lease: ModelLease } {
	const all = [...model.leases()];
	return all[nth % all.length] as (typeof all)[number];
}
