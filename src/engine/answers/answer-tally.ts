import type { Backend } from "../backends/backend.ts";
import { createFound, type Found } from "./found.ts";
import type { ResultBlock } from "./result-sink.ts";

/**
 * What is learned from the answers of a search as they go by: their mean
 * distance, and what was found for a sample of the queries.
 */
export class AnswerTally {
	/** Row i: what was found for query `sample[i]`. */
	readonly found: Found;
	readonly #backend: Backend;
	readonly #sample: ReadonlyMap<number, number>;
	#sum = 0;
	#count = 0;

	/** @param sample rows among the queries */
	constructor(backend: Backend, sample: readonly number[], k: number) {
		this.#backend = backend;
		this.#sample = new Map(sample.map((row, i) => [row, i]));
		this.found = createFound(sample.length, k);
	}

	/** Over the neighbours found so far; null: there are none. Blocks are added
	 * up in the order in which they came. */
	get meanDistance(): number | null {
		return this.#count === 0 ? null : this.#sum / this.#count;
	}

	/** Takes answers, which stay the caller's. */
	add(block: ResultBlock): void {
		const { sum, count } = this.#backend.sumDistances(block);
		this.#sum += sum;
		this.#count += count;
		if (this.#sample.size > 0) this.#keepSample(block);
	}

	#keepSample({ count, k, rows, first, ...answers }: ResultBlock): void {
		for (let i = 0; i < count; i++) {
			const row = rows === null ? first + i : Number(rows[i]);
			const place = this.#sample.get(row);
			if (place === undefined) continue;
			const at = i * k;
			const { neighbors, distances } = this.found;
			neighbors.set(answers.neighbors.subarray(at, at + k), place * k);
			distances.set(answers.distances.subarray(at, at + k), place * k);
		}
	}
}
