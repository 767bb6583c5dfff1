import { limits } from "../config.ts";
import type { StoredVersion } from "./stored-version.ts";

/** When a version is to go, unless it was touched or went before. */
interface Deadline {
	readonly atMs: number;
	/** What it was set to expire at: `atMs` is later where it did not go. */
	readonly expiresMs: number;
	readonly stored: StoredVersion;
}

/** Expiries between which others have their turn. */
const perTurn = 500;

/**
 * Has objects go when their time has come: one timer for the nearest of them,
 * however many there are. Times are those of the wall clock; should that be
 * set back, the timer finds nothing to do and waits on.
 */
export class Expiry {
	readonly #expire: (stored: StoredVersion) => boolean;
	readonly #isCurrent: (stored: StoredVersion) => boolean;
	readonly #retryMs: number;
	/** A heap: none is later than the two at 2i + 1 and 2i + 2. */
	#deadlines: Deadline[] = [];
	/** Above this number, those that count no longer are left out. */
	#mostBeforeSweep = 1024;
	#timer: Timer | undefined;
	#isOver = false;

	/**
	 * @param expire says whether it is gone; must not throw
	 * @param retryMs milliseconds until one that is not is tried again
	 */
	constructor(
		isCurrent: (stored: StoredVersion) => boolean,
		expire: (stored: StoredVersion) => boolean,
		retryMs = 10_000,
	) {
		this.#retryMs = retryMs;
		this.#isCurrent = isCurrent;
		this.#expire = expire;
	}

	/** Takes note of when a version expires, if ever. */
	watch(stored: StoredVersion): void {
		const { expiresMs } = stored.options;
		if (expiresMs === null || this.#isOver) return;
		this.#push({ atMs: expiresMs, expiresMs, stored });
		if (this.#deadlines.length > this.#mostBeforeSweep) this.#sweep();
		if (this.#deadlines[0]?.stored === stored) this.#setTimer();
	}

	/** Whether anything waits for its time. */
	get isWaiting(): boolean {
		return this.#deadlines.some((deadline) => this.#counts(deadline));
	}

	stop(): void {
		this.#isOver = true;
		clearTimeout(this.#timer);
		this.#deadlines = [];
	}

	#counts({ expiresMs, stored }: Deadline): boolean {
		return stored.options.expiresMs === expiresMs && this.#isCurrent(stored);
	}

	#setTimer(): void {
		clearTimeout(this.#timer);
		const next = this.#deadlines[0];
		if (next === undefined) return;
		const ms = Math.max(0, next.atMs - Date.now());
		this.#timer = setTimeout(
			() => this.#expireDue(),
			Math.min(ms, limits.waitMs),
		).unref();
	}

	#expireDue(): void {
		const nowMs = Date.now();
		for (let count = 0; count < perTurn; count += 1) {
			const next = this.#deadlines[0];
			if (next === undefined || next.atMs > nowMs) break;
			this.#pop();
			if (!this.#counts(next) || this.#expire(next.stored)) continue;
			this.#push({ ...next, atMs: nowMs + this.#retryMs });
		}
		if (!this.#isOver) this.#setTimer();
	}

	/** Each touch leaves a deadline behind that counts no longer. */
	#sweep(): void {
		const counting = this.#deadlines.filter((each) => this.#counts(each));
		this.#deadlines = counting.sort((a, b) => a.atMs - b.atMs);
		this.#mostBeforeSweep = Math.max(1024, 2 * counting.length);
	}

	#push(deadline: Deadline): void {
		const heap = this.#deadlines;
		let at = heap.length;
		while (at > 0) {
			const above = (at - 1) >>> 1;
			const parent = heap[above] as Deadline;
			if (parent.atMs <= deadline.atMs) break;
			heap[at] = parent;
			at = above;
		}
		heap[at] = deadline;
	}

	#pop(): void {
		const heap = this.#deadlines;
		const last = heap.pop();
		if (last === undefined || heap.length === 0) return;
		let at = 0;
		for (;;) {
			const left = 2 * at + 1;
			const right = left + 1;
			const below =
				(heap[right]?.atMs ?? Number.POSITIVE_INFINITY) <
				(heap[left]?.atMs ?? Number.POSITIVE_INFINITY)
					? right
					: left;
			const child = heap[below];
			if (child === undefined || child.atMs >= last.atMs) break;
			heap[at] = child;
			at = below;
		}
		heap[at] = last;
	}
}
