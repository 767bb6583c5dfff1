import { formatSize } from "../../format-size.ts";
import type { ObjectInfo } from "../../protocol/messages.ts";
import { defineCommand, jsonOption } from "../command.ts";
import { globArgument } from "../input/glob-argument.ts";
import { openShelf } from "../open-shelf.ts";
import { note } from "../output/notes.ts";
import { printJson } from "../output/print-json.ts";
import { formatTable } from "../output/table.ts";
import { formatAge, formatCount, formatExpiry } from "../output/units.ts";
import { write } from "../output/write.ts";

export const ls = defineCommand({
	name: "ls",
	description: "Lists what is on the shelf, by key.",
	positional: {
		name: "GLOB",
		summary: "a pattern of keys, such as 'points*' (default: all)",
		min: 0,
		max: 1,
	},
	options: { json: jsonOption },
	examples: ["ls", "ls 'points*' --json"],
	async run({ dir, json }, [named]) {
		const glob = globArgument(named);
		await using shelf = await openShelf({ dir });
		const objects = await shelf.list(glob === undefined ? {} : { glob });
		if (json) {
			printJson(objects);
			return;
		}
		if (objects.length === 0) {
			const where = glob === undefined ? "" : ` under ${JSON.stringify(glob)}`;
			note(`Nothing is on the shelf${where}`);
			return;
		}
		write(1, objectTable(objects));
	},
});

/** What none of them has gets no column. */
function objectTable(objects: readonly ObjectInfo[]): string {
	const columns = [
		{ title: "KEY" },
		{ title: "VERSION", align: "right" },
		{ title: "ROWS", align: "right" },
		{ title: "COLUMNS", align: "right" },
		{ title: "SIZE", align: "right" },
		{ title: "LEASES", align: "right" },
		{ title: "CREATED" },
	] as const;
	const expire = objects.some(({ expires }) => expires !== null);
	const areMarked = objects.some((object) => marksOf(object) !== "");
	const rows = objects.map((object) => [
		object.key,
		String(object.version),
		object.kind === "index" ? "(index)" : formatCount(object.rows),
		object.kind === "index" ? "" : String(object.columns),
		formatSize(object.bytes),
		String(object.leases),
		formatAge(object.created),
		...(expire ? [formatExpiry(object.expires)] : []),
		...(areMarked ? [marksOf(object)] : []),
	]);
	return formatTable(
		[
			...columns,
			...(expire ? [{ title: "EXPIRES" }] : []),
			...(areMarked ? [{ title: "MARKS" }] : []),
		],
		rows,
	);
}

function marksOf({ pinned, spilled }: ObjectInfo): string {
	const marks = [pinned && "pinned", spilled && "spilled"];
	return marks.filter((mark) => mark !== false).join(", ");
}
