import { formatSize } from "../../format-size.ts";
import type { Health, ObjectInfo, Usage } from "../../protocol/messages.ts";
import { formatTable } from "./table.ts";
import { bold, faint } from "./terminal.ts";
import { formatAge, formatCount, formatSeconds } from "./units.ts";

/** A shelf at one moment. */
export interface ShelfState {
	readonly health: Health;
	readonly usage: Usage;
	readonly objects: readonly ObjectInfo[];
}

/** What stands first. */
export type TopOrder = (typeof topOrders)[number];
export const topOrders = ["size", "leases", "used", "key"] as const;

export interface TopScreenOptions {
	readonly order: TopOrder;
	/** Of the terminal. */
	readonly columns: number;
	/** Objects above these many lines are counted only; null: show all. */
	readonly lines: number | null;
}

const least: Readonly<
	Record<TopOrder, (a: ObjectInfo, b: ObjectInfo) => number>
> = {
	size: (a, b) => b.bytes - a.bytes,
	leases: (a, b) => b.leases - a.leases,
	used: (a, b) => Date.parse(b.last_used) - Date.parse(a.last_used),
	key: (a, b) => (a.key < b.key ? -1 : 1),
};

/**
 * The daemon, its memory as a bar, and its objects with who holds them, as
 * lines of at most `columns`.
 */
export function topScreen(
	{ health, usage, objects }: ShelfState,
	{ order, columns, lines }: TopScreenOptions,
): string[] {
	const head = [
		`${bold(1, `arrowshelf ${health.version}`)}  pid ${health.pid}, up ${formatSeconds(health.uptime_s)}, ${formatCount(health.connections)} connected`,
		`${memoryBar(usage, Math.min(40, columns - 44))}  ${formatSize(usage.used + usage.pending)} of ${formatSize(usage.capacity)}, ${formatSize(usage.free)} free`,
		faint(1, details(usage)),
		"",
	];
	const sorted = [...objects].sort(least[order]);
	// The table's titles, and a line that counts what is left out.
	const room = lines === null ? sorted.length : lines - head.length - 2;
	const shown = sorted.slice(0, Math.max(0, room));
	const left = sorted.length - shown.length;
	const rest =
		shown.length > 0
			? `and ${formatCount(left)} more`
			: `${formatCount(left)} not shown, the terminal has too few lines`;
	return [
		...head,
		...(left > 0 && shown.length === 0 ? [] : objectLines(shown, usage)),
		...(left > 0 ? [faint(1, rest)] : []),
	].map((line) => clip(line, columns));
}

function details(usage: Usage): string {
	const parts = [
		counted(usage.objects, "object"),
		counted(usage.leases, "lease"),
		...(["pending", "recycled", "spilled"] as const)
			.filter((kind) => usage[kind] > 0)
			.map((kind) => `${formatSize(usage[kind])} ${kind}`),
	];
	return parts.join(", ");
}

function counted(count: number, what: string): string {
	return `${formatCount(count)} ${what}${count === 1 ? "" : "s"}`;
}

/** Full blocks are used, half ones recycled: given to whoever asks. */
function memoryBar(
	{ capacity, used, pending, recycled }: Usage,
	width: number,
): string {
	const cells = Math.max(10, width);
	const part = (bytes: number) =>
		capacity > 0 ? Math.round((bytes / capacity) * cells) : 0;
	const full = Math.min(cells, part(used + pending));
	const half = Math.min(cells - full, part(recycled));
	return "█".repeat(full) + "▒".repeat(half) + "░".repeat(cells - full - half);
}

function objectLines(
	objects: readonly ObjectInfo[],
	{ holders }: Usage,
): string[] {
	if (objects.length === 0) return [faint(1, "Nothing is on the shelf")];
	const columns = [
		{ title: "KEY" },
		{ title: "SIZE", align: "right" },
		{ title: "ROWS", align: "right" },
		{ title: "LEASES", align: "right" },
		{ title: "LAST USED" },
		{ title: "HELD BY" },
	] as const;
	const heldBy = Map.groupBy(holders, ({ key }) => key);
	const rows = objects.map((object) => [
		object.version === 1 ? object.key : `${object.key}@${object.version}`,
		formatSize(object.bytes),
		object.kind === "index" ? "(index)" : formatCount(object.rows),
		String(object.leases),
		formatAge(object.last_used),
		[
			...new Set(
				(heldBy.get(object.key) ?? []).map(
					({ pid, command }) => `${pid} ${command}`,
				),
			),
		].join(", "),
	]);
	return formatTable(columns, rows).trimEnd().split("\n");
}

/** Cuts what a line of the terminal cannot hold, colours not counted. */
function clip(line: string, columns: number): string {
	return Bun.stringWidth(line) <= columns
		? line
		: `${Bun.sliceAnsi(line, 0, columns - 1)}…`;
}
