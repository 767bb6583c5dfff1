import type { TypeMap } from "apache-arrow";
import { InvalidTableError } from "../errors.ts";
import type { Channel } from "./channel.ts";
import { type GetOptions, openLease } from "./open-lease.ts";
import { TableLease } from "./table-lease.ts";

/**
 * Leases one version of a table. apache-arrow is loaded here (33 ms, once), so
 * that `lease.table` needs no waiting.
 * @throws {InvalidTableError} `invalid_table` for an index
 * @throws what `openLease` throws
 */
export async function openTable<T extends TypeMap>(
	channel: Channel,
	key: string,
	options: GetOptions,
): Promise<TableLease<T>> {
	const { tableFromIPC } = await import("apache-arrow");
	const lease = await openLease(
		channel,
		key,
		options,
		(answer, segment) => new TableLease<T>(answer, segment, tableFromIPC),
	);
	if (lease.kind === "table") return lease;
	lease[Symbol.dispose]();
	throw new InvalidTableError(
		"invalid_table",
		`Cannot get ${JSON.stringify(key)} as a table: it is an ${lease.kind}; open() gives its bytes`,
	);
}
