import type { TypeMap } from "apache-arrow";
import { checkKey, limits } from "../config.ts";
import { CancelledError, cancelledBy } from "../errors.ts";
import type { LeaseAnswer } from "../protocol/messages.ts";
import { throwIfCancelled } from "./cancellation.ts";
import type { Channel } from "./channel.ts";
import { releaseLease } from "./open-lease.ts";
import { loadParser, mapTable } from "./open-table.ts";
import type { TableLease } from "./table-lease.ts";

export interface GetManyOptions {
	/** Milliseconds to wait for keys that are not there; none by default. */
	readonly timeoutMs?: number | undefined;
	/** Ends the waiting. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * Leases several tables at one moment: all of them, or none.
 * @throws {RangeError} for keys or a time that cannot be meant
 * @throws {NotFoundError} `not_found`, {TimeoutError} `timeout`: with the
 * missing `keys` in the details
 * @throws {CancelledError} when the signal is aborted
 */
export async function openTables<T extends TypeMap>(
	channel: Channel,
	keys: readonly string[],
	options: GetManyOptions,
): Promise<TableLease<T>[]> {
	checkKeys(keys);
	checkTimeout(options.timeoutMs);
	throwIfCancelled(options.signal, "get");
	if (keys.length === 0) return [];
	const parse = await loadParser();
	const answers = await leaseAll(channel, keys, options);
	const tables: TableLease<T>[] = [];
	try {
		for (const answer of answers) {
			tables.push(mapTable<T>(channel, answer, parse));
		}
		return tables;
	} catch (error) {
		for (const table of tables) table[Symbol.dispose]();
		// The one that failed has given back its own.
		releaseAll(channel, answers.slice(tables.length + 1));
		throw error;
	}
}

async function leaseAll(
	channel: Channel,
	keys: readonly string[],
	{ timeoutMs, signal }: GetManyOptions,
): Promise<LeaseAnswer[]> {
	const wait = timeoutMs === undefined ? {} : { wait_ms: Math.ceil(timeoutMs) };
	throwIfCancelled(signal, "get");
	try {
		const fields = { keys, ...wait };
		const { leases } = await channel.request("get_many", fields, { signal });
		if (!signal?.aborted) return leases;
		// They came in the moment of giving up.
		releaseAll(channel, leases);
	} catch (error) {
		if (!(signal?.aborted && error instanceof CancelledError)) throw error;
	}
	throw cancelledBy(signal, "get");
}

function releaseAll(channel: Channel, answers: readonly LeaseAnswer[]): void {
	for (const { lease } of answers) releaseLease(channel, lease);
}

function checkKeys(keys: readonly string[]): void {
	keys.forEach(checkKey);
	if (keys.length > limits.keysAtOnce) {
		throw new RangeError(
			`Cannot get ${keys.length} tables at once: expected at most ${limits.keysAtOnce} keys`,
		);
	}
	const twice = keys.find((key, at) => keys.indexOf(key) !== at);
	if (twice === undefined) return;
	throw new RangeError(
		`Cannot get ${JSON.stringify(twice)} twice at once: expected each key once`,
	);
}

function checkTimeout(timeoutMs: number | undefined): void {
	if (timeoutMs === undefined) return;
	if (timeoutMs >= 0 && timeoutMs <= limits.waitMs) return;
	throw new RangeError(
		`Cannot wait ${timeoutMs} ms: expected 0 to ${limits.waitMs}`,
	);
}
