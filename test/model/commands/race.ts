import fc from "fast-check";
import type { Content } from "../content.ts";
import { defineCommand } from "../define-command.ts";
import { expectSame } from "../expect-same.ts";
import { key } from "../fields.ts";
import { outcomeOf } from "../outcome.ts";
import { published } from "../published.ts";
import { settle } from "../settle.ts";
import { plainOptions } from "../shelf-model.ts";

/** All clients put one key at once, the same rows with other values. */
export const race = defineCommand<{ key: string; replace: boolean }>(
	"race",
	{ key, replace: fc.boolean() },
	{
		// A wait would be answered with any of the versions; and any of them could
		// be evicted for another.
		check: (model) =>
			model.whenFull !== "evict" &&
			model.clients.every(({ waits }) => waits.length === 0),
		async run(model, world, { key, replace }) {
			const contents = model.clients.map((_client, at) => ({
				rows: 7,
				seed: at + 1,
			}));
			const before = await settle(model, world);
			const outcomes = await Promise.all(
				contents.map((content, at) =>
					outcomeOf(world.ask(at, "put", { key, replace, ...content })),
				),
			);
			const codes = outcomes.map(({ code }) => code);
			// The shelf may have been full to the last bytes.
			if (codes.includes("out_of_memory")) {
				const hadRoom = before.free > 4096 * contents.length;
				expectSame("room for small tables", hadRoom, false);
			}
			const wasThere = model.objects.has(key);
			const won = codes.filter((code) => code === "ok").length;
			const refused = codes.filter((code) => code === "exists").length;
			const full = codes.filter((code) => code === "out_of_memory").length;
			const mayWin = replace ? codes.length : wasThere ? 0 : 1;
			if (full === 0) expectSame(`winners of ${key}`, won, mayWin);
			expectSame(`losers of ${key}`, refused + full, codes.length - won);
			const version = model.nextVersion(key) + won - 1;
			if (won === 0) return;
			const winner = contents[await lastWinner(key)] as Content;
			for (let more = won; more > 1; more -= 1) {
				const { bytes, created } = await world.control.stat(key);
				const before = version - more + 1;
				model.publish({
					key,
					version: before,
					content: winner,
					bytes,
					created,
					options: plainOptions,
				});
			}
			await published(model, world, key, { content: winner, version });

			/** Whose table it is, by its first value. */
			async function lastWinner(key: string): Promise<number> {
				using lease = await world.control.get(key);
				return (lease.table.getChild("x")?.get(0) as number) - 1;
			}
		},
	},
);
