import { formatSize } from "../../format-size.ts";
import type { ObjectDetails } from "../../protocol/messages.ts";
import { openShelf } from "../open-shelf.ts";
import { note } from "../output/notes.ts";
import { printJson } from "../output/print-json.ts";
import { formatTable } from "../output/table.ts";
import { formatAge } from "../output/units.ts";
import { write } from "../output/write.ts";

/** Lists the indexes on the shelf, with the tables that they are of. */
export async function listIndexes(
	dir: string | undefined,
	json: boolean,
): Promise<void> {
	await using shelf = await openShelf({ dir });
	const indexes: ObjectDetails[] = [];
	for (const { key, kind } of await shelf.list()) {
		if (kind === "index") indexes.push(await shelf.stat(key));
	}
	const rows = indexes.map(({ key, version, bytes, created, metadata }) => ({
		key,
		version,
		bytes,
		created,
		index: metadata["index.kind"] ?? null,
		metric: metadata["index.metric"] ?? null,
		table: metadata["index.table"] ?? null,
		table_version: Number(metadata["index.version"] ?? Number.NaN) || null,
	}));
	if (json) return printJson(rows);
	if (rows.length === 0) {
		note("No index is on the shelf");
		return;
	}
	const titles = ["KEY", "KIND", "METRIC", "TABLE", "SIZE", "CREATED"];
	write(
		1,
		formatTable(
			titles.map((title) => ({ title })),
			rows.map((row) => [
				row.key,
				row.index ?? "?",
				row.metric ?? "?",
				row.table === null ? "?" : `${row.table} @ ${row.table_version}`,
				formatSize(row.bytes),
				formatAge(row.created),
			]),
		),
	);
}
