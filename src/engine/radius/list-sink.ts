/** Where lists of neighbours go. */
export interface ListPlaces {
	/** Address of where each row's list begins, int64 [rows], counted in
	 * neighbours from both addresses below on. */
	readonly offsets: number;
	/** Of int64 row numbers. */
	readonly neighbors: number;
	/** Of float32. */
	readonly distances: number;
	/** What the memory belongs to: held while native code writes to it. */
	readonly holds: unknown;
}

/** What takes all neighbours within a radius, once they are counted. */
export interface ListSink {
	/**
	 * Makes room for lists of so many neighbours, has them written there, and does
	 * what is left to do with them.
	 * @param counts of each query
	 * @param list writes the lists to their places; null: they are only added up
	 */
	take(
		counts: Uint32Array,
		list: (places: ListPlaces | null) => Promise<void>,
	): Promise<void>;
}
