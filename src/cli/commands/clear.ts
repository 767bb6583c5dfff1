import { defineCommand } from "../command.ts";
import { openShelf } from "../open-shelf.ts";
import { note } from "../output/notes.ts";
import { formatCount } from "../output/units.ts";
import { UsageError } from "../usage-error.ts";

export const clear = defineCommand({
	name: "clear",
	description:
		"Takes everything off the shelf. Readers keep what they hold until they are done.",
	options: {
		yes: { kind: "flag", summary: "yes, everything" },
	},
	examples: ["clear --yes"],
	async run({ dir, yes }) {
		if (!yes) {
			throw new UsageError("clear takes everything off the shelf: add --yes");
		}
		await using shelf = await openShelf({ dir });
		const deleted = await shelf.deleteAll();
		note(`Took ${formatCount(deleted)} off the shelf`);
	},
});
