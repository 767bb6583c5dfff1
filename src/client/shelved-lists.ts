import type { Table } from "apache-arrow";
import type { RadiusSummary } from "../engine/radius/radius-summary.ts";
import { listValues } from "./list-values.ts";
import type { NeighborsWithin } from "./neighbors-within.ts";
import { oneArray } from "./one-array.ts";
import type { TableLease } from "./table-lease.ts";

/** All within a radius that lie on the shelf; the arrays are views of the table
 * there. */
export class ShelvedLists implements NeighborsWithin {
	readonly summary: RadiusSummary;
	readonly #lease: TableLease;

	/** Takes over the lease. */
	constructor(lease: TableLease, summary: RadiusSummary) {
		this.#lease = lease;
		this.summary = summary;
	}

	get table(): Table {
		return this.#lease.table;
	}

	get offsets(): Int32Array {
		const offsets = oneArray(this.table, "neighbors", (data) =>
			data.valueOffsets.subarray(0, data.length + 1),
		);
		return offsets ?? new Int32Array(1);
	}

	get neighbors(): BigInt64Array {
		return listValues(this.table, "neighbors") ?? new BigInt64Array(0);
	}

	get distances(): Float32Array {
		return listValues(this.table, "distances") ?? new Float32Array(0);
	}

	[Symbol.dispose](): void {
		this.#lease[Symbol.dispose]();
	}
}
