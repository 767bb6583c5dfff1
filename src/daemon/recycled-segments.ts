import { uniqueName } from "./unique-name.ts";

/** A freed segment in free/ whose memory is still there. */
export interface RecycledSegment {
	/** Name of its file in free/. */
	readonly name: string;
	readonly bytes: number;
}

const bounds = {
	count: 64,
	/** Of the shelf's capacity. */
	share: 1 / 4,
	/** Fresh memory for less costs less than looking after it. */
	leastBytes: 64 * 1024,
	/** A longer segment is cut, which frees the rest: not worth it for more. */
	lengthRatio: 4,
} as const;

/** Which freed segments are kept for the next puts, the oldest first: writing
 * into pages that are there is about twice as fast. */
export class RecycledSegments {
	readonly #capacity: number;
	readonly #segments = new Map<string, RecycledSegment>();
	#bytes = 0;

	/** @param capacity of the shelf, in bytes */
	constructor(capacity: number) {
		this.#capacity = capacity;
	}

	get size(): number {
		return this.#segments.size;
	}

	/** Whether one of `bytes` would be kept, were there room; a name for it. */
	nameFor(bytes: number): string | undefined {
		const fits = bytes <= this.#capacity * bounds.share;
		if (!fits || bytes < bounds.leastBytes) return undefined;
		return uniqueName();
	}

	/** Keeps one. @returns those that have to go for it, the oldest */
	add(segment: RecycledSegment): RecycledSegment[] {
		this.#segments.set(segment.name, segment);
		this.#bytes += segment.bytes;
		return this.#removeOldest(
			() =>
				this.size > bounds.count || this.#bytes > this.#capacity * bounds.share,
		);
	}

	/** The shortest that holds `bytes`, else the longest that holds half. */
	take(bytes: number): RecycledSegment | undefined {
		let best: RecycledSegment | undefined;
		for (const segment of this.#segments.values()) {
			if (segment.bytes > bytes * bounds.lengthRatio) continue;
			if (segment.bytes < bytes / 2) continue;
			if (best === undefined || isBetter(segment, best, bytes)) best = segment;
		}
		if (best !== undefined) this.#remove(best);
		return best;
	}

	/** Takes out the oldest, until they are `bytes` together or all. */
	takeOldest(bytes: number): RecycledSegment[] {
		const enough = this.#bytes - bytes;
		return this.#removeOldest(() => this.size > 0 && this.#bytes > enough);
	}

	#removeOldest(isNeeded: () => boolean): RecycledSegment[] {
		const removed: RecycledSegment[] = [];
		for (const segment of this.#segments.values()) {
			if (!isNeeded()) break;
			this.#remove(segment);
			removed.push(segment);
		}
		return removed;
	}

	#remove(segment: RecycledSegment): void {
		this.#segments.delete(segment.name);
		this.#bytes -= segment.bytes;
	}
}

function isBetter(
	a: RecycledSegment,
	b: RecycledSegment,
	bytes: number,
): boolean {
	const holds = a.bytes >= bytes;
	if (holds !== b.bytes >= bytes) return holds;
	return holds ? a.bytes < b.bytes : a.bytes > b.bytes;
}
