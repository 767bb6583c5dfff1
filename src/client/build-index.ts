import { vectorsFromBytes } from "../arrow/vectors-from-bytes.ts";
import type { KnnOptions as EngineOptions } from "../engine/options.ts";
import type { KnnControl } from "../engine/request.ts";
import type { Sealed } from "../protocol/messages.ts";
import type { Channel } from "./channel.ts";
import { openTableSource } from "./open-table-source.ts";
import { checkPutOptions, namedBy, type PutOptions } from "./put-options.ts";
import type { SegmentLease } from "./segment-lease.ts";
import { writeSegment } from "./write-segment.ts";

/** How to build an index: what `knn` takes, and under which key. */
export interface BuildIndexOptions
	extends Omit<EngineOptions, "includeSelf" | "measureRecall" | "radius">,
		Omit<PutOptions, "onProgress" | "signal">,
		KnnControl {
	/** Columns to search in later; default the one fixed-size list, else all
	 * numeric columns. */
	readonly columns?: readonly string[] | undefined;
}

/** An index that was put on the shelf. */
export interface BuiltIndexInfo extends Sealed {
	/** Of which version of which table it is. */
	readonly table: string;
	readonly table_version: number;
	readonly index: string;
	readonly metric: string;
	/** Vectors in it. */
	readonly vectors: number;
	/** Lists to visit, or efSearch, unless a search says otherwise; null: it
	 * looks at everything. */
	readonly effort: number | null;
	/** One sentence. */
	readonly reason: string;
	readonly seconds: number;
}

/** Builds an index of a table and puts it on the shelf. */
export async function buildIndex(
	channel: Channel,
	source: string | SegmentLease,
	options: BuildIndexOptions,
): Promise<BuiltIndexInfo> {
	const { key, replace, ttlMs, pin, metadata, columns, ...rest } = options;
	const { signal, onProgress, ...how } = rest;
	const put = { key, replace, ttlMs, pin, metadata };
	checkPutOptions({ ...put, signal });
	if (replace)
		checkPlace(key, typeof source === "string" ? source : source.key);
	const { buildKeptIndex, keptChoice } = await import(
		"../engine/kept/build-kept-index.ts"
	);
	const { checkKnnOptions } = await import("../engine/options.ts");
	checkKnnOptions({ ...how, index: keptChoice(how) });

	const startedAt = performance.now();
	using held = new DisposableStack();
	const table = await openTableSource(channel, source, held);
	const points = vectorsFromBytes(table.file, { columns });
	const { key: name, version } = table;
	using file = await buildKeptIndex(
		{ ...how, points },
		{ table: name, version },
		{ signal, onProgress },
	);
	const { description, effort, reason } = file;
	// What finds it; the file itself is what counts.
	const found = {
		"index.table": name,
		"index.version": String(version),
		"index.columns": JSON.stringify(description.columns),
		"index.kind": description.kind,
		"index.metric": description.metric,
	};
	const sealed = await writeSegment(
		channel,
		{
			kind: "index",
			bytes: file.byteLength,
			...namedBy({ ...put, metadata: { ...metadata, ...found } }),
		},
		(fd) => file.write(fd),
	);
	return {
		...sealed,
		table: name,
		table_version: version,
		index: description.kind,
		metric: description.metric,
		vectors: description.count,
		effort,
		reason,
		seconds: (performance.now() - startedAt) / 1000,
	};
}

/** Refuses an index that would take the place of its own table. */
function checkPlace(key: string | undefined, table: string): void {
	if (key !== table) return;
	throw new RangeError(
		`Cannot replace the table ${JSON.stringify(table)} by an index of itself: it would be gone, and the index of no use; expected another key, such as ${JSON.stringify(`${table}.index`)}`,
	);
}
