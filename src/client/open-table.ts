import type { TypeMap } from "apache-arrow";
import { InvalidTableError } from "../errors.ts";
import type { LeaseAnswer } from "../protocol/messages.ts";
import type { Channel } from "./channel.ts";
import {
	type Construct,
	type GetOptions,
	mapLease,
	openLease,
} from "./open-lease.ts";
import type { TableParser } from "./shared-table.ts";
import { TableLease } from "./table-lease.ts";

/** Of apache-arrow, once it is loaded: `import()` takes 1.5 us every time. */
let parser: TableParser | undefined;

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
	parser ??= await loadParser();
	const construct = constructTable<T>(parser);
	return checkTable(await openLease(channel, key, options, construct));
}

/** Loads apache-arrow, and what reads its files with it. */
export async function loadParser(): Promise<TableParser> {
	const [{ tableFromIPC }, { parseTable }] = await Promise.all([
		import("apache-arrow"),
		import("../arrow/table.ts"),
	]);
	return (file) => parseTable(tableFromIPC, file);
}

/**
 * Maps a table that the daemon has leased; what fails gives the lease back.
 * @throws {InvalidTableError} `invalid_table` for an index
 * @throws what `mapLease` throws
 */
export function mapTable<T extends TypeMap>(
	channel: Channel,
	answer: LeaseAnswer,
	parse: TableParser,
): TableLease<T> {
	return checkTable(mapLease(channel, answer, constructTable<T>(parse)));
}

function constructTable<T extends TypeMap>(
	parse: TableParser,
): Construct<TableLease<T>> {
	return (answer, segment, table) =>
		new TableLease<T>(answer, segment, table, parse);
}

function checkTable<T extends TypeMap>(lease: TableLease<T>): TableLease<T> {
	if (lease.kind === "table") return lease;
	lease[Symbol.dispose]();
	throw new InvalidTableError(
		"invalid_table",
		`Cannot get ${JSON.stringify(lease.key)} as a table: it is an ${lease.kind}; open() gives its bytes`,
	);
}
