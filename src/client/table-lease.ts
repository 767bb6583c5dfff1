import type { Table, TypeMap, tableFromIPC } from "apache-arrow";
import { parseTable } from "../arrow/table.ts";
import type { LeaseAnswer } from "../protocol/messages.ts";
import type { HeldSegment } from "./held-segment.ts";
import { SegmentLease } from "./segment-lease.ts";

/** A lease of a table, and the table itself over shared memory. */
export class TableLease<T extends TypeMap = TypeMap> extends SegmentLease {
	readonly #parse: typeof tableFromIPC;
	#table: Table<T> | undefined;

	constructor(
		answer: LeaseAnswer,
		segment: HeldSegment,
		parse: typeof tableFromIPC,
	) {
		super(answer, segment);
		this.#parse = parse;
	}

	/**
	 * The apache-arrow Table, parsed on first use (0.2 ms); its columns are
	 * views of the file. It keeps a lease that is not disposed alive.
	 */
	get table(): Table<T> {
		this.#table ??= this.#parseTable();
		return this.#table;
	}

	#parseTable(): Table<T> {
		const table = parseTable<T>(this.#parse, this.file);
		leaseOf.set(table, this as SegmentLease);
		return table;
	}
}

/** A table in use is a lease in use. */
const leaseOf = new WeakMap<object, SegmentLease>();
