import { limits } from "../../config.ts";
import { OutOfMemoryError } from "../../errors.ts";
import { availableBytes } from "../../os/memory-limits.ts";
import { allocate } from "../vectors/allocate.ts";

/** Neighbours of any number, those of row r from `offsets[r]` to
 * `offsets[r + 1] - 1`, nearest first, equally near ones by their row. */
export interface NearFound {
	/** [rows + 1]. */
	readonly offsets: Int32Array;
	/** Row numbers. */
	readonly neighbors: BigInt64Array;
	/** In the metric's unit. */
	readonly distances: Float32Array;
}

const neighborBytes = 8 + 4;
/** What one array can hold; fits the offsets' 31 bits. */
const mostNeighbors = limits.windowBytes / 8;

/**
 * Room for as many neighbours as were counted.
 * @throws {OutOfMemoryError} they do not fit in one array, or in memory
 */
export function listRoom(counts: Uint32Array): NearFound {
	let total = 0;
	for (const count of counts) total += count;
	const available = availableBytes();
	if (total > mostNeighbors || total * neighborBytes > available) {
		throw new OutOfMemoryError(
			"out_of_memory",
			`Cannot hold ${total} neighbours: they need ${total * neighborBytes} bytes, ${available} are available and at most ${mostNeighbors} neighbours fit in one result; choose a smaller radius or fewer queries, or an output`,
			{ details: { needed: total * neighborBytes, free: available } },
		);
	}
	const offsets = new Int32Array(
		allocate(4 * (counts.length + 1), "the lists' offsets"),
	);
	let end = 0;
	for (let row = 0; row < counts.length; row++) {
		end += counts[row] ?? 0;
		offsets[row + 1] = end;
	}
	const what = `${total} neighbours`;
	return {
		offsets,
		neighbors: new BigInt64Array(allocate(8 * total, what)),
		distances: new Float32Array(allocate(4 * total, what)),
	};
}
