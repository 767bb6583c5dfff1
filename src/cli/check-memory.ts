import type { VectorSource } from "../arrow/numeric-columns.ts";
import { isWideColumn } from "../engine/vectors/is-wide-column.ts";
import { OutOfMemoryError } from "../errors.ts";
import { formatSize } from "../format-size.ts";
import { availableBytes } from "../os/memory-limits.ts";

/** Dimensions that are searched by a tree, which is built from a copy. */
const treeDimensions = 8;

interface Search {
	readonly points: VectorSource;
	readonly queries?: VectorSource | undefined;
	readonly index?: string | undefined;
}

/**
 * Refuses a search that this machine surely has no memory for, before it
 * begins: the rows as they are packed, and the index.
 * @throws {OutOfMemoryError} with `needed` and `free`
 */
export function checkMemory({ points, queries, index }: Search): void {
	const needed =
		packedBytes(points) +
		(queries ? packedBytes(queries) : 0) +
		copiesIn(points, index) * 4 * points.rowCount * points.dimension;
	// What the kernel can give, caches that it would drop included.
	const free = availableBytes();
	if (needed <= free) return;
	throw new OutOfMemoryError(
		"out_of_memory",
		`Cannot search ${points.rowCount} rows of dimension ${points.dimension}: it takes at least ${formatSize(needed)} of memory, and ${formatSize(free)} are free; search fewer rows or columns at a time`,
		{ details: { needed, free } },
	);
}

/** float32 copies of the rows that an index holds, or is built from. */
function copiesIn({ dimension }: VectorSource, index = "auto"): number {
	// Codes are smaller than rows, and a kept index is mapped.
	if (index.includes(":")) return 0;
	return dimension <= treeDimensions ? 2 : 1;
}

function packedBytes({ rowCount, dimension, columns }: VectorSource): number {
	const isWide = dimension <= treeDimensions && columns.some(isWideColumn);
	const [only, ...others] = columns;
	const isInPlace =
		others.length === 0 && only?.chunks[0]?.values instanceof Float32Array;
	const valueBytes = isWide ? 8 : isInPlace ? 0 : 4;
	return rowCount * (dimension * valueBytes + 1);
}
