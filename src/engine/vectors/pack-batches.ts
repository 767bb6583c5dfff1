import type {
	NumericColumn,
	VectorSource,
} from "../../arrow/numeric-columns.ts";
import { addressOf } from "./address.ts";
import type { PackBatch } from "./pack-batch.ts";

/** Where the Workers find each column of each record batch. The source and
 * `centre` [dimension] must be held while the addresses are used. */
export function packBatches(
	source: VectorSource,
	centre: Float64Array | null,
): PackBatch[] {
	const columnStarts = startsOf(source.columns.map((column) => column.width));
	const counts = source.columns[0]?.chunks.map((chunk) => chunk.rowCount) ?? [];
	const rowStarts = startsOf(counts);
	return counts.map((rows, batch) => ({
		first: rowStarts[batch] ?? 0,
		rows,
		columns: source.columns.map((column, i) =>
			packColumn(column, batch, columnStarts[i] ?? 0, centre),
		),
	}));
}

function packColumn(
	column: NumericColumn,
	batch: number,
	first: number,
	centre: Float64Array | null,
): PackBatch["columns"][number] {
	const chunk = column.chunks[batch];
	if (chunk === undefined) {
		throw new RangeError(
			`Cannot read column ${JSON.stringify(column.name)}: expected as many record batches as the first column has`,
		);
	}
	const isPlain = column.width === 1 && chunk.childValidity === null;
	const address = (view: Uint8Array | null) => (view ? addressOf(view) : 0);
	return {
		type: column.type,
		values: addressOf(chunk.values),
		rowValidity: isPlain ? 0 : address(chunk.validity),
		valueValidity: address(isPlain ? chunk.validity : chunk.childValidity),
		offset: chunk.offset,
		width: column.width,
		centre: centre === null ? 0 : addressOf(centre) + 8 * first,
		column: first,
	};
}

function startsOf(sizes: readonly number[]): number[] {
	let end = 0;
	return sizes.map((size) => {
		end += size;
		return end - size;
	});
}
