/** How the units of a job are dealt out to Workers. */
export interface Chunking {
	/** Rows, blocks or leaves there are to do, below 2^31. */
	readonly units: number;
	/** Units of a Worker's first call, from which the others are timed. */
	readonly first: number;
	/** Units a call at least takes, but for the last; 1 unless said. */
	readonly least?: number;
	/** Units a call at most takes: `first` itself fixes the size of all calls. */
	readonly most?: number;
}

/** 32-bit words shared by the Workers of one job. `joined` counts those that
 * take part, until its closing bit is set. */
export const controlWords = {
	next: 0,
	done: 1,
	stop: 2,
	joined: 3,
	count: 4,
} as const;

const closed = 1 << 30;

/** Makes this Worker take part in a job; false: the job is over. */
export function joinJob(control: Int32Array): boolean {
	for (;;) {
		const joined = Atomics.load(control, controlWords.joined);
		if ((joined & closed) !== 0) return false;
		const seen = Atomics.compareExchange(
			control,
			controlWords.joined,
			joined,
			joined + 1,
		);
		if (seen === joined) return true;
	}
}

/** Lets no other Worker join, and tells how many have. */
export function closeJob(control: Int32Array): number {
	return Atomics.or(control, controlWords.joined, closed) & ~closed;
}

/** What a call should take: short enough to cancel, long enough to pay. */
const callMs = 8;

/**
 * Does units of a job, chunk after chunk from the shared counter, until none
 * is left or the job is stopped; yields after each. `workers` share the job:
 * towards the end chunks get smaller, so that all end together. Returns the
 * last step's value.
 */
export function* takeChunks<Value>(
	control: Int32Array,
	chunking: Chunking,
	workers: number,
	step: (first: number, count: number) => Value | undefined,
): Generator<undefined, Value | undefined> {
	const { units, least = 1, most = units } = chunking;
	let wanted = chunking.first;
	let value: Value | undefined;
	while (Atomics.load(control, controlWords.stop) === 0) {
		const left = units - Atomics.load(control, controlWords.next);
		const fair = Math.ceil(left / (2 * workers));
		const size = Math.min(most, Math.max(least, Math.min(wanted, fair)));
		const first = claim(control, units, size);
		const count = Math.min(size, units - first);
		if (count <= 0) break;
		const start = performance.now();
		value = step(first, count);
		const elapsed = performance.now() - start;
		Atomics.add(control, controlWords.done, count);
		wanted = Math.max(
			1,
			Math.floor((count * callMs) / Math.max(elapsed, 1e-3)),
		);
		yield;
	}
	return value;
}

/** Takes `size` units, or what is left; never counts past the end, so that
 * the 32-bit counter cannot wrap. */
function claim(control: Int32Array, units: number, size: number): number {
	for (;;) {
		const first = Atomics.load(control, controlWords.next);
		const after = Math.min(units, first + size);
		if (first >= units) return units;
		const seen = Atomics.compareExchange(
			control,
			controlWords.next,
			first,
			after,
		);
		if (seen === first) return first;
	}
}

/** No more Workers than there can be chunks. */
export function workersFor(chunking: Chunking, cores: number): number {
	const size = Math.max(chunking.least ?? 1, 1);
	return Math.max(1, Math.min(cores, Math.ceil(chunking.units / size)));
}
