import { defineCommand, jsonOption } from "../command.ts";
import { openShelf } from "../open-shelf.ts";
import { printJson } from "../output/print-json.ts";
import { usageTable } from "../output/usage-table.ts";
import { write } from "../output/write.ts";

export const usage = defineCommand({
	name: "usage",
	description:
		"Shows how much memory the shelf uses, and which processes hold it.",
	options: { json: jsonOption },
	examples: ["usage", "usage --json"],
	async run({ dir, json }) {
		await using shelf = await openShelf({ dir });
		const memory = await shelf.usage();
		if (json) printJson(memory);
		else write(1, usageTable(memory));
	},
});
