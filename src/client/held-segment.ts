import type { FileBytes } from "../arrow/file-bytes.ts";
import type { MappingHold } from "../segments/mapping.ts";

/**
 * A leased, mapped segment that several holders in this process share: the
 * lease object that the caller has, and every job that runs on it. The last
 * one to let go gives the memory back, so that a lease disposed in the middle
 * of a search pulls nothing from under native code.
 */
export class HeldSegment {
	readonly #mapping: MappingHold;
	readonly #endLease: () => void;
	#holders = 1;

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

	get isHeld(): boolean {
		return this.#holders > 0;
	}

	/** One more holder. What comes back is disposed once; twice is once. */
	hold(): Disposable {
		this.#holders += 1;
		let held = true;
		return {
			[Symbol.dispose]: () => {
				if (!held) return;
				held = false;
				this.letGo();
			},
		};
	}

	/** One holder less; the last one unmaps and ends the lease. */
	letGo(): void {
		this.#holders -= 1;
		if (this.#holders > 0) return;
		this.#mapping.release();
		this.#endLease();
	}

	/** For a lease that was forgotten: ends it, but leaves the memory mapped
	 * for as long as the caller still has a view of it. */
	forget(): void {
		this.#holders -= 1;
		if (this.#holders > 0) return;
		this.#mapping.abandon();
		this.#endLease();
	}
}
