import { formatSize } from "../../format-size.ts";
import type { ObjectDetails } from "../../protocol/messages.ts";
import { formatTable } from "./table.ts";
import { faint } from "./terminal.ts";
import { formatAge, formatCount, formatExpiry } from "./units.ts";

/** One object as text, a line a fact, its metadata last. */
export function detailsTable(details: ObjectDetails): string {
	const { key, version, kind, rows, columns, bytes, spilled } = details;
	const { created, last_used, expires, pinned, leases, metadata } = details;
	const lines = [
		["key", key],
		["version", String(version)],
		["kind", kind],
		...(kind === "table"
			? [
					["rows", formatCount(rows)],
					["columns", String(columns)],
				]
			: []),
		["size", `${formatSize(bytes)}, ${spilled ? "on disk" : "in memory"}`],
		["created", formatAge(created)],
		["last used", formatAge(last_used)],
		["expires", formatExpiry(expires)],
		["pinned", pinned ? "yes" : "no"],
		["leases", String(leases)],
		...Object.entries(metadata).map(([name, value], index) => {
			const text = `${printable(name)}=${printable(value)}`;
			return [index === 0 ? "metadata" : "", text];
		}),
	];
	return formatTable(
		[{ title: "" }, { title: "" }],
		lines.map(([name = "", value = ""]) => [faint(1, name), value]),
	);
}

/** What would move the cursor or break the line is shown escaped. */
function printable(text: string): string {
	return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text) ? JSON.stringify(text) : text;
}
