import type { FileBytes } from "../arrow/file-bytes.ts";
import { NotFoundError } from "../errors.ts";
import type { LeaseAnswer, ObjectKind } from "../protocol/messages.ts";
import type { HeldSegment } from "./held-segment.ts";

/**
 * A lease of one version of an object, mapped into this process: the bytes of
 * an Arrow IPC file (or an index). It stays as it is while others replace or
 * delete the key. Let it go with `using`, or with `lease[Symbol.dispose]()`.
 *
 * Views of the bytes are empty, and never crash, once this lease and every
 * other holder of the version in this process have let go: for what was got by
 * key alone a little later, since it is kept for the next `get` until it is
 * unused for 30 s, or the key changes. A lease that was forgotten is ended by
 * the garbage collector.
 */
export class SegmentLease implements Disposable {
	readonly key: string;
	readonly version: number;
	readonly kind: ObjectKind;
	/** Rows of a table; 0 for an index. */
	readonly rows: number;
	/** Number of columns of a table; 0 for an index. */
	readonly columns: number;
	readonly byteLength: number;
	/** The file in shared memory, readable by any process while leased. */
	readonly path: string;

	readonly #segment: HeldSegment;
	#disposed = false;

	/** Takes over the one hold that a new `HeldSegment` has. */
	constructor(answer: LeaseAnswer, segment: HeldSegment) {
		this.key = answer.key;
		this.version = answer.version;
		this.kind = answer.kind;
		this.rows = answer.rows;
		this.columns = answer.columns;
		this.byteLength = answer.bytes;
		this.path = answer.path;
		this.#segment = segment;
		forgotten.register(this, segment, this);
	}

	/**
	 * The whole file, without copying: a private view of shared memory.
	 * @throws {FileError} `unreadable` for more than one array can hold (4 GiB);
	 * `table`, `path` and `shelf.knn()` are for objects of any size
	 */
	get bytes(): Uint8Array {
		return this.#segment.bytes;
	}

	/**
	 * The same for a file of any size.
	 * @internal
	 */
	get file(): FileBytes {
		return this.#segment.file;
	}

	/**
	 * Holds the memory for a job, beyond this lease if need be.
	 * @internal
	 * @throws {NotFoundError} when the lease was disposed before
	 */
	hold(): Disposable {
		if (!this.#disposed) return this.#segment.hold();
		throw new NotFoundError(
			"not_found",
			`Cannot use the lease of ${JSON.stringify(this.key)} version ${this.version}: it was disposed`,
		);
	}

	/** Lets go. Twice is once. */
	[Symbol.dispose](): void {
		if (this.#disposed) return;
		this.#disposed = true;
		forgotten.unregister(this);
		this.#segment.letGo();
	}
}

const forgotten = new FinalizationRegistry<HeldSegment>((segment) =>
	segment.forget(),
);
