/** How far a search looks, where that is a question of its index: more finds
 * more and takes longer. */
export interface Effort {
	/** Lists of an IVF index to visit; null: it has none. */
	readonly nprobe: number | null;
	/** Vectors that the walk through an HNSW index keeps in view; null: it is
	 * none. */
	readonly efSearch: number | null;
}

/** That of an index that always looks at everything. */
export const noEffort: Effort = { nprobe: null, efSearch: null };
