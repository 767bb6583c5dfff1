import type { Table } from "apache-arrow";
import type { KnnSummary } from "../engine/summary.ts";
import type { NearestNeighbors } from "./nearest-neighbors.ts";
import { oneArray } from "./one-array.ts";
import type { TableLease } from "./table-lease.ts";

/** A result that lies on the shelf; its arrays are views of the table there. */
export class ShelvedNeighbors implements NearestNeighbors {
	readonly summary: KnnSummary;
	readonly #lease: TableLease;

	/** Takes over the lease. */
	constructor(lease: TableLease, summary: KnnSummary) {
		this.#lease = lease;
		this.summary = summary;
	}

	get table(): Table {
		return this.#lease.table;
	}

	get neighbors(): BigInt64Array {
		return valuesOf(this.table, "neighbors") ?? new BigInt64Array(0);
	}

	get distances(): Float32Array {
		return valuesOf(this.table, "distances") ?? new Float32Array(0);
	}

	[Symbol.dispose](): void {
		this.#lease[Symbol.dispose]();
	}
}

function valuesOf<Values>(table: Table, name: string): Values | undefined {
	return oneArray(table, name, ({ children }) => children[0]?.values as Values);
}
