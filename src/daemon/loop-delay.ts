import type { LoopDelay as Summary } from "../protocol/messages.ts";

/** A timer of 2 ms would cost 1.4 us a request, a seventh of all it takes. */
const sampleMs = 10;
/** Samples without a request after which sampling pauses: about a second. */
const idleSamples = 100;

/** Buckets by powers of 2^(1/4), the first ending at 10 us: the last one, at
 * about 3 minutes, also has what is longer. */
const firstMs = 0.01;
const bucketsPerDoubling = 4;
const bucketCount = 97;

/**
 * How late the event loop is: a timer measures its own lateness while there is
 * work, so that an idle daemon is not woken. Shared numbers in fixed buckets:
 * a sample costs the same however long the daemon lives.
 */
export class LoopDelay {
	readonly #buckets = new Float64Array(bucketCount);
	#count = 0;
	#maxMs = 0;
	#isTouched = false;
	#idle = 0;
	#dueMs = 0;
	#timer: Timer | undefined;

	/** There is work: a request came. Costs next to nothing while sampling. */
	touch(): void {
		this.#isTouched = true;
		if (this.#timer === undefined) this.#wait();
	}

	/** Since the start; quantiles by buckets of a fifth. All 0 without samples. */
	summary(): Summary {
		return {
			count: this.#count,
			p50: this.#quantile(0.5),
			p99: this.#quantile(0.99),
			max: round(this.#maxMs),
		};
	}

	/** Ends the sampling; a later `touch` starts it again. */
	stop(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
	}

	#wait(): void {
		this.#dueMs = performance.now() + sampleMs;
		this.#timer = setTimeout(this.#sample, sampleMs);
		this.#timer.unref();
	}

	readonly #sample = (): void => {
		this.#record(Math.max(0, performance.now() - this.#dueMs));
		this.#idle = this.#isTouched ? 0 : this.#idle + 1;
		this.#isTouched = false;
		if (this.#idle < idleSamples) this.#wait();
		else this.stop();
	};

	#record(lateMs: number): void {
		const bucket = Math.ceil(Math.log2(lateMs / firstMs) * bucketsPerDoubling);
		const at = Math.min(Math.max(bucket, 0), bucketCount - 1);
		this.#buckets[at] = (this.#buckets[at] ?? 0) + 1;
		this.#count += 1;
		this.#maxMs = Math.max(this.#maxMs, lateMs);
	}

	/** The upper end of the bucket that holds it, the maximum at most. */
	#quantile(share: number): number {
		let rest = Math.ceil(share * this.#count);
		for (const [at, count] of this.#buckets.entries()) {
			rest -= count;
			if (rest > 0) continue;
			const endMs = firstMs * 2 ** (at / bucketsPerDoubling);
			return round(Math.min(endMs, this.#maxMs));
		}
		return round(this.#maxMs);
	}
}

/** To microseconds. */
function round(ms: number): number {
	return Math.round(ms * 1000) / 1000;
}
