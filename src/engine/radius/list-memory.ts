import { listRoom, type NearFound } from "../answers/near-found.ts";
import { addressOf } from "../vectors/address.ts";
import { allocate } from "../vectors/allocate.ts";
import type { ListPlaces, ListSink } from "./list-sink.ts";

/** Lists of neighbours in memory, each kind in one array. */
export class ListMemory implements ListSink {
	/** What was listed. */
	found: NearFound = listRoom(new Uint32Array(0));

	/** @throws {OutOfMemoryError} they do not fit in one array, or in memory */
	async take(
		counts: Uint32Array,
		list: (places: ListPlaces) => Promise<void>,
	): Promise<void> {
		const found = listRoom(counts);
		const { neighbors, distances } = found;
		const bytes = allocate(8 * counts.length, "the lists' offsets");
		const offsets = new Int32Array(bytes);
		// The lower halves of 64 bits: so many neighbours fit in 31.
		for (let row = 0; row < counts.length; row++) {
			offsets[2 * row] = found.offsets[row] ?? 0;
		}
		await list({
			offsets: addressOf(offsets),
			neighbors: addressOf(neighbors),
			distances: addressOf(distances),
			holds: [found, offsets],
		});
		this.found = found;
	}
}
