import type { Table, TypeMap } from "apache-arrow";
import type { FileBytes } from "../arrow/file-bytes.ts";
import type { HeldSegment } from "./held-segment.ts";

/** Makes the apache-arrow Table over a file's bytes. */
export type TableParser = (file: FileBytes) => Table;

/** The apache-arrow Table of a leased version, parsed once for all leases that
 * share the segment. */
export class SharedTable {
	#table: Table | undefined;

	/** The table, parsed on first use (0.2 ms). The segment knows of it. */
	in<T extends TypeMap>(segment: HeldSegment, parse: TableParser): Table<T> {
		if (this.#table === undefined) {
			this.#table = parse(segment.file);
			segment.viewedThrough(this.#table);
		}
		return this.#table as unknown as Table<T>;
	}
}
