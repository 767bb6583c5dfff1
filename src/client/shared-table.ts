import type { Table, TypeMap, tableFromIPC } from "apache-arrow";
import { parseTable } from "../arrow/table.ts";
import type { HeldSegment } from "./held-segment.ts";

/** The apache-arrow Table of a leased version, parsed once for all leases that
 * share the segment. */
export class SharedTable {
	#table: Table | undefined;

	/** The table, parsed on first use (0.2 ms). The segment knows of it. */
	in<T extends TypeMap>(
		segment: HeldSegment,
		parse: typeof tableFromIPC,
	): Table<T> {
		if (this.#table === undefined) {
			this.#table = parseTable(parse, segment.file);
			segment.viewedThrough(this.#table);
		}
		return this.#table as unknown as Table<T>;
	}
}
