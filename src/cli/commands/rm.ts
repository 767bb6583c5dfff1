import { defineCommand } from "../command.ts";
import { keyArgument } from "../input/key-argument.ts";
import { openShelf } from "../open-shelf.ts";

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
	async run({ dir }, named) {
		const keys = named.map(keyArgument);
		await using shelf = await openShelf({ dir });
		// Nothing goes before every key is known to be there.
		for (const key of keys) await shelf.stat(key);
		for (const key of new Set(keys)) await shelf.delete(key);
	},
});
