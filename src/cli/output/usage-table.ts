import { formatSize } from "../../format-size.ts";
import type { Usage } from "../../protocol/messages.ts";
import { formatTable } from "./table.ts";
import { faint } from "./terminal.ts";
import { formatCount, formatSeconds } from "./units.ts";

/** The memory of a shelf as text: a line a kind, then who holds it. */
export function usageTable(usage: Usage): string {
	const sizes = [
		["capacity", usage.capacity],
		["used", usage.used],
		["pending", usage.pending],
		["recycled", usage.recycled],
		["spilled", usage.spilled],
		["free", usage.free],
	] as const;
	const always = new Set<string>(["capacity", "used", "free"]);
	const rows = sizes
		.filter(([name, bytes]) => bytes > 0 || always.has(name))
		.map(([name, bytes]) => [faint(1, name), formatSize(bytes)]);
	rows.push(
		[faint(1, "objects"), formatCount(usage.objects)],
		[faint(1, "leases"), formatCount(usage.leases)],
	);
	const { count, p50, p99, max } = usage.loop_delay_ms;
	if (count > 0) {
		const [middle, high, worst] = [p50, p99, max].map((ms) =>
			formatSeconds(ms / 1000),
		);
		rows.push([
			faint(1, "loop delay"),
			`p50 ${middle}, p99 ${high}, max ${worst}`,
		]);
	}
	return formatTable([{ title: "" }, { title: "" }], rows) + holders(usage);
}

function holders({ holders }: Usage): string {
	if (holders.length === 0) return "";
	const columns = [
		{ title: "HELD" },
		{ title: "VERSION", align: "right" },
		{ title: "SIZE", align: "right" },
		{ title: "AS" },
		{ title: "PID", align: "right" },
		{ title: "COMMAND" },
	] as const;
	const rows = holders.map((holder) => [
		holder.key,
		String(holder.version),
		formatSize(holder.bytes),
		holder.holds,
		String(holder.pid),
		holder.command,
	]);
	return `\n${formatTable(columns, rows)}`;
}
