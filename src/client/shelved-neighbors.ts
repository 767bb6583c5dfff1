import type { Table } from "apache-arrow";
import type { KnnSummary } from "../engine/summary.ts";
import { listValues } from "./list-values.ts";
import type { NearestNeighbors } from "./nearest-neighbors.ts";
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
		return listValues(this.table, "neighbors") ?? new BigInt64Array(0);
	}

	get distances(): Float32Array {
		return listValues(this.table, "distances") ?? new Float32Array(0);
	}

	[Symbol.dispose](): void {
		this.#lease[Symbol.dispose]();
	}
}
