import type { Table, TypeMap } from "apache-arrow";
import type { LeaseAnswer } from "../protocol/messages.ts";
import type { HeldSegment } from "./held-segment.ts";
import { SegmentLease } from "./segment-lease.ts";
import type { SharedTable, TableParser } from "./shared-table.ts";

/** A lease of a table, and the table itself over shared memory. */
export class TableLease<T extends TypeMap = TypeMap> extends SegmentLease {
	readonly #held: HeldSegment;
	readonly #shared: SharedTable;
	readonly #parse: TableParser;

	constructor(
		answer: LeaseAnswer,
		segment: HeldSegment,
		shared: SharedTable,
		parse: TableParser,
	) {
		super(answer, segment);
		this.#held = segment;
		this.#shared = shared;
		this.#parse = parse;
	}

	/**
	 * The apache-arrow Table, parsed on first use (0.2 ms), one for all leases
	 * of a version that follow each other; its columns are views of the file. It
	 * keeps the memory leased where its lease was forgotten.
	 */
	get table(): Table<T> {
		return this.#shared.in<T>(this.#held, this.#parse);
	}
}
