import { checkKey } from "../../config.ts";
import { defineCommand } from "../command.ts";
import { openShelf } from "../open-shelf.ts";
import { checkUsage } from "../usage-error.ts";

export const rm = defineCommand({
	name: "rm",
	description:
		"Takes tables off the shelf. The name is free at once; the memory follows when the last reader is done.",
	positional: {
		name: "KEY",
		summary: "the key of a table on the shelf",
		min: 1,
		max: Number.POSITIVE_INFINITY,
	},
	options: {},
	examples: ["rm points", "rm points near"],
	async run({ dir }, keys) {
		checkUsage(() => keys.forEach(checkKey));
		await using shelf = await openShelf({ dir });
		// Nothing goes before every key is known to be there.
		for (const key of keys) await shelf.stat(key);
		for (const key of new Set(keys)) await shelf.delete(key);
	},
});
