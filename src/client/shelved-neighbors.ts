import type { Table } from "apache-arrow";
import { limits } from "../config.ts";
import type { KnnSummary } from "../engine/summary.ts";
import { OutOfMemoryError } from "../errors.ts";
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
		return valuesOf(this.table, "neighbors") ?? new BigInt64Array(0);
	}

	get distances(): Float32Array {
		return valuesOf(this.table, "distances") ?? new Float32Array(0);
	}

	[Symbol.dispose](): void {
		this.#lease[Symbol.dispose]();
	}
}

/** @throws {OutOfMemoryError} they are not in one piece */
function valuesOf<Values>(table: Table, name: string): Values | undefined {
	const parts = table.getChild(name)?.data ?? [];
	if (parts.length <= 1) return parts[0]?.children[0]?.values as Values;
	throw new OutOfMemoryError(
		"out_of_memory",
		`Cannot give the ${name} of ${table.numRows} queries as one array: at most ${limits.windowBytes} bytes fit in one; read the result's table, which has them in ${parts.length} batches`,
		{ details: { capacity: limits.windowBytes } },
	);
}
