import type { FileBytes } from "../arrow/file-bytes.ts";
import type { MappingHold } from "../segments/mapping.ts";

/** Who may keep a segment that nobody uses. */
export interface SegmentKeeper {
	/** Nobody uses it any more. @returns whether it stays all the same */
	keeps(): boolean;
	/** A lease of it was forgotten: nobody knows who looks at the memory, so
	 * that it cannot be kept. Must call `drop`. */
	forgotten(): void;
}

/**
 * A leased, mapped segment that several holders in this process share: the
 * lease objects that the caller has, and every job that runs on them. The last
 * one to let go gives the memory back, unless a keeper wants it, so that a
 * lease disposed in the middle of a search pulls nothing from under native
 * code.
 */
export class HeldSegment {
	readonly #mapping: MappingHold;
	readonly #endLease: () => void;
	#holders = 1;
	#keeper: SegmentKeeper | undefined;
	#isForgotten = false;
	/** Tables over the memory that somebody may still have. */
	#views = 0;
	#isOver = false;

	/** Takes over one hold of the mapping; `endLease` tells the daemon. */
	constructor(mapping: MappingHold, endLease: () => void) {
		this.#mapping = mapping;
		this.#endLease = endLease;
	}

	/** The file's bytes; empty once the mapping is gone. */
	get bytes(): Uint8Array {
		return this.#mapping.bytes;
	}

	/** The same for a file of any size. */
	get file(): FileBytes {
		return this.#mapping.file;
	}

	/** One more holder. What comes back is disposed once; twice is once. */
	hold(): Disposable {
		this.join();
		let held = true;
		return {
			[Symbol.dispose]: () => {
				if (!held) return;
				held = false;
				this.letGo();
			},
		};
	}

	/** One more holder, which calls `letGo` once. */
	join(): void {
		this.#holders += 1;
	}

	/** One holder less; the last one unmaps and ends the lease. */
	letGo(): void {
		this.#holders -= 1;
		this.#endIfUnused();
	}

	/** For a lease that was forgotten: ends it, but leaves the memory mapped
	 * for as long as the caller still has a view of it. */
	forget(): void {
		this.#isForgotten = true;
		this.#keeper?.forgotten();
		this.letGo();
	}

	/** Asks `keeper` before the segment goes. */
	keepFor(keeper: SegmentKeeper): void {
		this.#keeper = keeper;
	}

	/** Nobody keeps it any more: it goes with its last holder, or now. */
	drop(): void {
		this.#keeper = undefined;
		this.#endIfUnused();
	}

	/** A table over the memory: one in use is a lease in use, even where the
	 * lease was forgotten. */
	viewedThrough(table: object): void {
		this.#views += 1;
		views.register(table, this);
	}

	/** Such a table is gone. */
	viewIsGone(): void {
		this.#views -= 1;
		this.#endIfUnused();
	}

	#endIfUnused(): void {
		if (this.#holders > 0 || this.#isOver) return;
		if (this.#isForgotten && this.#views > 0) return;
		if (this.#keeper?.keeps()) return;
		this.#isOver = true;
		if (this.#isForgotten) this.#mapping.abandon();
		else this.#mapping.release();
		this.#endLease();
	}
}

const views = new FinalizationRegistry<HeldSegment>((segment) =>
	segment.viewIsGone(),
);
