import type { KeptIndex } from "../engine/kept/kept-index.ts";
import type { Metric } from "../engine/options.ts";
import { InvalidTableError } from "../errors.ts";
import type { Channel } from "./channel.ts";
import { openSegment } from "./open-segment.ts";
import type { SegmentLease } from "./segment-lease.ts";

/** What a search asks of an index beside its key. */
export interface KeptQuestion {
	readonly columns?: readonly string[] | undefined;
	readonly metric?: Metric | undefined;
}

/**
 * Leases an index that is kept on the shelf, if it is of this very table.
 * @param table the lease of what is searched
 * @param held keeps the index's lease until it is disposed
 * @throws {InvalidTableError} `invalid_index`: it is of another version, table,
 *   columns or metric; or no index at all
 * @throws {NotFoundError} `not_found`
 */
export async function openKeptIndex(
	channel: Channel,
	key: string,
	table: SegmentLease,
	question: KeptQuestion,
	held: DisposableStack,
): Promise<KeptIndex> {
	const lease = held.use(await openSegment(channel, key));
	const name = `shelf:${key}`;
	if (lease.kind !== "index") throw unfit(key, "it is a table, not an index");
	const { readKeptTail } = await import("../engine/kept/kept-tail.ts");
	const tail = readKeptTail(lease.file);
	const reason = whyUnfit(tail.description, table, question);
	if (reason !== null) throw unfit(key, reason);
	return { ...tail, name, path: lease.path };
}

/** Why an index cannot be used for a search; null: it can. */
export function whyUnfit(
	index: {
		readonly table: string;
		readonly version: number;
		readonly columns: readonly string[];
		readonly metric: string;
	},
	{ key, version }: Pick<SegmentLease, "key" | "version">,
	{ columns, metric }: KeptQuestion,
): string | null {
	if (index.table !== key) return `it is of the table "${index.table}"`;
	if (index.version !== version) {
		return `it is of version ${index.version} of "${key}", and version ${version} is there: build it again`;
	}
	if (columns !== undefined && columns.join() !== index.columns.join()) {
		return `it is of the columns ${index.columns.join(",")}, not ${columns.join(",")}`;
	}
	if (metric !== undefined && metric !== index.metric) {
		return `it is of metric ${index.metric}, not ${metric}`;
	}
	return null;
}

function unfit(key: string, reason: string): InvalidTableError {
	return new InvalidTableError(
		"invalid_index",
		`Cannot search with the index "shelf:${key}": ${reason}`,
		{ details: { key } },
	);
}
