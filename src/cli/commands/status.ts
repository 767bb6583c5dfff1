import type { Health } from "../../protocol/messages.ts";
import { defineCommand, jsonOption } from "../command.ts";
import { openShelf } from "../open-shelf.ts";
import { printJson } from "../output/print-json.ts";
import { formatTable } from "../output/table.ts";
import { faint } from "../output/terminal.ts";
import { formatSeconds } from "../output/units.ts";
import { usageTable } from "../output/usage-table.ts";
import { write } from "../output/write.ts";

export const status = defineCommand({
	name: "status",
	description: "Shows the daemon that keeps the shelf, and its memory.",
	options: { json: jsonOption },
	examples: ["status", "status --json"],
	async run({ dir, json }) {
		await using shelf = await openShelf({ dir });
		const [health, usage] = [await shelf.health(), await shelf.usage()];
		if (json) {
			printJson({ ...health, ...usage });
			return;
		}
		const rows = [
			["daemon", `arrowshelf ${health.version}, pid ${health.pid}`],
			["directory", health.dir],
			["up", formatSeconds(health.uptime_s)],
			["connections", String(health.connections)],
			["when full", whenFull(health)],
		].map(([name = "", value = ""]) => [faint(1, name), value]);
		write(1, formatTable([{ title: "" }, { title: "" }], rows));
		write(1, `\n${usageTable(usage)}`);
	},
});

function whenFull({ when_full, spill_dir }: Health): string {
	if (spill_dir === null) return when_full;
	return when_full === "spill"
		? `spill to ${spill_dir}`
		: `${when_full}; what was spilled lies in ${spill_dir}`;
}
