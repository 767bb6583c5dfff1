import type { BatchLayout } from "../batch.ts";
import type { ColumnPlace } from "../column-places.ts";
import type { PlainBuffers } from "../plain-buffers.ts";
import type { ArrowField } from "../types.ts";

/** Some of a column's rows in one record batch, or a dictionary's values. */
export interface ColumnInBatch {
	/** The first of them: a multiple of 8. */
	readonly first: number;
	readonly field: ArrowField;
	readonly batch: BatchLayout;
	readonly place: ColumnPlace;
	readonly buffers: PlainBuffers;
}

/** Bitmap of the batch's rows that are not null; null: none is. */
export function validityOf({
	field,
	batch,
	place,
	buffers,
}: ColumnInBatch): Uint8Array | null {
	const { kind } = field.storage;
	const hasBitmap = kind !== "null" && kind !== "union" && kind !== "run_end";
	const nulls = batch.nodes[2 * place.node + 1] ?? 0;
	if (!hasBitmap || nulls === 0) return null;
	return buffers.read(place.buffer, 0, Math.ceil(batch.rowCount / 8));
}
