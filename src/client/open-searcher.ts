import type { Metric } from "../engine/options.ts";
import type { Channel } from "./channel.ts";
import { openKeptIndex } from "./open-kept-index.ts";
import { openTableSource } from "./open-table-source.ts";
import { Searcher } from "./searcher.ts";

/** How a searcher searches. */
export interface SearcherOptions {
	/** The kept index, `shelf:KEY`. */
	readonly index: `shelf:${string}`;
	/** Neighbours of a query; default 10. */
	readonly k?: number | undefined;
	/** Lists to visit of an IVF index; default what it carries. */
	readonly nprobe?: number | undefined;
	/** The same of an HNSW index. */
	readonly efSearch?: number | undefined;
	readonly columns?: readonly string[] | undefined;
	readonly metric?: Metric | undefined;
}

/** Leases table and index together, and opens the index. Throws as
 * `openKeptIndex` does, and for options as `checkKnnOptions`. */
export async function openSearcher(
	channel: Channel,
	key: string,
	{ columns, ...how }: SearcherOptions,
): Promise<Searcher> {
	const { checkKnnOptions } = await import("../engine/options.ts");
	const { keptKey } = await import("../engine/planning/index-choice.ts");
	const { k, nprobe, efSearch } = checkKnnOptions(how);
	const index = keptKey(how.index);
	if (index === undefined) {
		throw new RangeError(
			`Cannot open a searcher with index ${JSON.stringify(how.index)}: expected shelf:KEY, an index on the shelf`,
		);
	}
	using held = new DisposableStack();
	const table = await openTableSource(channel, key, held);
	const question = { columns, metric: how.metric };
	const kept = await openKeptIndex(channel, index, table, question, held);
	const { KeptSearcher } = await import("../engine/kept/kept-searcher.ts");
	const searcher = held.use(new KeptSearcher(kept, k, nprobe ?? efSearch));
	return new Searcher(searcher, held.move());
}
