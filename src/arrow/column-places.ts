import type { BatchLayout } from "./batch.ts";
import { invalidTable } from "./invalid-table.ts";
import type { ArrowField, Storage } from "./types.ts";

/** Where a column starts in its batch's lists. */
export interface ColumnPlace {
	/** Index of its first node (a pair in `BatchLayout.nodes`). */
	readonly node: number;
	/** Index of its first buffer (a pair in `BatchLayout.buffers`). */
	readonly buffer: number;
	/** Index of its first entry of `BatchLayout.variadicCounts`. */
	readonly variadic: number;
}

/**
 * Where each of `fields` starts, which are all the batch's columns. Afterwards
 * every node and buffer that a column has is known to exist.
 * @throws {InvalidTableError} `invalid_table`: the batch has not just the nodes
 *   and buffers that its columns need
 */
export function columnPlaces(
	fields: readonly ArrowField[],
	batch: BatchLayout,
): ColumnPlace[] {
	const end = { node: 0, buffer: 0, variadic: 0 };
	const places = fields.map((field) => {
		const place = { ...end };
		advance(field, batch, end);
		return place;
	});
	const nodes = batch.nodes.length / 2;
	const buffers = batch.buffers.length / 2;
	if (end.node !== nodes || end.buffer !== buffers) {
		throw invalidTable(
			`a batch has ${nodes} nodes and ${buffers} buffers where its columns need ${end.node} and ${end.buffer}`,
			batch.offset,
		);
	}
	return places;
}

function advance(
	field: ArrowField,
	batch: BatchLayout,
	end: { node: number; buffer: number; variadic: number },
): void {
	end.node++;
	end.buffer += ownBuffers(field.storage, batch);
	if (field.storage.kind === "view") {
		end.buffer += batch.variadicCounts[end.variadic] ?? 0;
		end.variadic++;
	}
	if (field.dictionary) return;
	for (const child of field.children) advance(child, batch, end);
}

/** How many buffers a column itself has, a view's data buffers left out. */
function ownBuffers(storage: Storage, batch: BatchLayout): number {
	switch (storage.kind) {
		case "null":
		case "run_end":
			return 0;
		case "struct":
		case "fixed_size_list":
			return 1;
		case "fixed":
		case "list":
		case "view":
			return 2;
		case "bytes":
		case "list_view":
			return 3;
		case "union":
			return (batch.unionValidity ? 1 : 0) + (storage.dense ? 2 : 1);
	}
}
