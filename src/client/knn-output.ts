import { layoutColumns, type OutputColumn } from "../arrow/layout-columns.ts";
import { checkKey } from "../config.ts";
import { ExistsError, NotFoundError } from "../errors.ts";
import type { Channel } from "./channel.ts";
import { fillSegment } from "./fill-segment.ts";
import { writeSegment } from "./write-segment.ts";

export interface KnnOutputOptions {
	/** Replaces what is under the key. */
	readonly replace: boolean;
	readonly signal: AbortSignal | undefined;
}

/**
 * Says before the search, not after it, that the result's name is taken.
 * @throws {RangeError} for a key that cannot name an object
 * @throws {ExistsError} `exists`
 */
export async function checkOutput(
	channel: Channel,
	key: string,
	{ replace }: KnnOutputOptions,
): Promise<void> {
	checkKey(key);
	if (replace) return;
	const version = await versionOf(channel, key);
	if (version === undefined) return;
	throw new ExistsError(
		"exists",
		`Cannot put the result under ${JSON.stringify(key)}: it is on the shelf already; replace: true puts a new version`,
		{ details: { key, version } },
	);
}

/** Puts a result that lies in memory on the shelf as a table of its own. */
export async function putResult(
	channel: Channel,
	key: string,
	columns: readonly OutputColumn[],
	rowCount: number,
	{ replace, signal }: KnnOutputOptions,
): Promise<void> {
	const layout = layoutColumns(columns, rowCount);
	await writeSegment(
		channel,
		{ key, kind: "table", bytes: layout.byteLength, replace },
		(fd) => fillSegment(fd, layout, { signal }),
	);
}

async function versionOf(
	channel: Channel,
	key: string,
): Promise<number | undefined> {
	try {
		return (await channel.request("stat", { key })).version;
	} catch (error) {
		if (error instanceof NotFoundError) return undefined;
		throw error;
	}
}
