import type { KeptIndex } from "../engine/kept/kept-index.ts";
import type { OpenSearch } from "../engine/kept/why-passed-over.ts";
import { InvalidTableError, NotFoundError } from "../errors.ts";
import type { ObjectDetails } from "../protocol/messages.ts";
import type { Channel } from "./channel.ts";
import { listObjects } from "./list-objects.ts";
import {
	type KeptQuestion,
	openKeptIndex,
	whyUnfit,
} from "./open-kept-index.ts";
import type { SegmentLease } from "./segment-lease.ts";

/** A search that names no index. */
export interface KeptSearch extends OpenSearch {
	/** Is told of an index of this table that is not used, and why. */
	readonly onUnfit?: ((key: string, reason: string) => void) | undefined;
}

/**
 * Looks for an index on the shelf that suits a search, and leases it: of this
 * version of the table, these columns and this metric, and no slower than a
 * search without it would be. Of several the fastest.
 * @param held keeps its lease until it is disposed
 * @returns undefined where there is none, or an index is not for such a search
 */
export async function findKeptIndex(
	channel: Channel,
	table: SegmentLease,
	search: KeptSearch,
	held: DisposableStack,
): Promise<KeptIndex | undefined> {
	const { points, options, onUnfit } = search;
	const { index = "auto", engine = "native", radius, metric = "l2" } = options;
	const isOpen = index === "auto" && engine === "native";
	if (!isOpen || radius !== undefined || points.filter !== undefined) {
		return undefined;
	}
	const columns = points.columns.map(({ name }) => name);
	const question = { columns, metric };
	let best: { kept: KeptIndex; seconds: number } | undefined;
	for (const key of await indexesOf(channel, table, question, onUnfit)) {
		const kept = await open(channel, key, table, question, held, onUnfit);
		if (kept === undefined) continue;
		const { whyPassedOver } = await import("../engine/kept/why-passed-over.ts");
		const { seconds, reason } = whyPassedOver(kept.description, search);
		if (reason !== null) onUnfit?.(key, reason);
		else if (best === undefined || seconds < best.seconds) {
			best = { kept, seconds };
		}
	}
	return best && { ...best.kept, isFound: true };
}

/** Keys of the indexes that say so of themselves, by their metadata. */
async function indexesOf(
	channel: Channel,
	table: SegmentLease,
	question: KeptQuestion,
	onUnfit: KeptSearch["onUnfit"],
): Promise<string[]> {
	const keys: string[] = [];
	const indexes = (await listObjects(channel, {}))
		.filter(({ kind }) => kind === "index")
		.map(({ key }) => key);
	// All are asked at once: of many, each would be a round trip of 0.1 ms.
	const details = await Promise.all(
		indexes.map((key) => unlessGone(channel.request("stat", { key }))),
	);
	for (const [at, key] of indexes.entries()) {
		const said = details[at] && saidOf(details[at]);
		if (said?.table !== table.key) continue;
		const reason = whyUnfit(said, table, question);
		if (reason === null) keys.push(key);
		else onUnfit?.(key, reason);
	}
	return keys;
}

function saidOf({ metadata }: ObjectDetails) {
	const table = metadata["index.table"];
	const columns = namesIn(metadata["index.columns"]);
	if (table === undefined || columns === null) return undefined;
	const version = Number(metadata["index.version"]);
	return { table, version, columns, metric: metadata["index.metric"] ?? "" };
}

/** Anybody may have put another text there. */
function namesIn(text: string | undefined): readonly string[] | null {
	try {
		const names = JSON.parse(text ?? "");
		return Array.isArray(names) ? names.map(String) : null;
	} catch {
		return null;
	}
}

/** What it says itself is what counts. */
async function open(
	channel: Channel,
	key: string,
	table: SegmentLease,
	question: KeptQuestion,
	held: DisposableStack,
	onUnfit: KeptSearch["onUnfit"],
): Promise<KeptIndex | undefined> {
	try {
		const opening = openKeptIndex(channel, key, table, question, held);
		return await unlessGone(opening);
	} catch (error) {
		if (!(error instanceof InvalidTableError)) throw error;
		onUnfit?.(key, error.message);
		return undefined;
	}
}

async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
	try {
		return await work;
	} catch (error) {
		if (error instanceof NotFoundError) return undefined;
		throw error;
	}
}
