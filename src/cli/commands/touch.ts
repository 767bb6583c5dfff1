import type { TouchOptions } from "../../client/object-options.ts";
import { checkLifetime } from "../check-lifetime.ts";
import { defineCommand, jsonOption } from "../command.ts";
import { keyArgument } from "../input/key-argument.ts";
import { openShelf } from "../open-shelf.ts";
import { detailsTable } from "../output/details-table.ts";
import { printJson } from "../output/print-json.ts";
import { write } from "../output/write.ts";
import { UsageError } from "../usage-error.ts";

export const touch = defineCommand({
	name: "touch",
	description:
		"Marks a table as used now, changes how long it stays and what is noted with it, and shows it.",
	positional: {
		name: "KEY",
		summary: "the key of a table on the shelf",
		min: 1,
		max: 1,
	},
	options: {
		ttl: {
			kind: "duration",
			orNever: true,
			hint: "TIME|never",
			summary: "take it off the shelf by itself so long from now, such as 1h",
		},
		pin: {
			kind: "flag",
			summary: "keep it in memory when room is made for others",
		},
		unpin: {
			kind: "flag",
			summary: "let it go when room is made for others",
		},
		meta: {
			kind: "pairs",
			hint: "NAME=VALUE",
			summary: "keep this with it, instead of what was noted; may be repeated",
		},
		clearMeta: {
			kind: "flag",
			summary: "drop what was noted with it",
		},
		json: jsonOption,
	},
	examples: ["touch points --ttl 1h", "touch points --ttl never --pin"],
	async run({ dir, json, ...given }, [named = ""]) {
		const key = keyArgument(named);
		const changes = changesOf(given);
		checkLifetime(changes);
		await using shelf = await openShelf({ dir });
		const details = await shelf.touch(key, changes);
		if (json) printJson(details);
		else write(1, detailsTable(details));
	},
});

interface Given {
	readonly ttl: number | "never" | undefined;
	readonly pin: boolean;
	readonly unpin: boolean;
	readonly meta: Readonly<Record<string, string>> | undefined;
	readonly clearMeta: boolean;
}

function changesOf({ ttl, pin, unpin, meta, clearMeta }: Given): TouchOptions {
	if (pin && unpin) throw contradiction("--pin", "--unpin");
	if (meta !== undefined && clearMeta) {
		throw contradiction("--meta", "--clear-meta");
	}
	return {
		ttlMs: ttl === "never" ? null : ttl,
		pin: pin || unpin ? pin : undefined,
		metadata: clearMeta ? {} : meta,
	};
}

function contradiction(one: string, other: string): UsageError {
	return new UsageError(`${one} and ${other} contradict each other`);
}
