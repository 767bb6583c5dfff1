import type { ShelfError } from "../errors.ts";
import type { WatchEvent } from "../protocol/messages.ts";

/** What is told of one watch. */
export interface WatchListener {
	/** In order; `cut_off` is the last one. */
	event(event: WatchEvent): void;
	/** The conversation ended. */
	lost(failure: ShelfError): void;
}

/** Who is told of the watches of one conversation, by their numbers. */
export class WatchListeners {
	readonly #listeners = new Map<number, WatchListener>();

	/** Number of watches. */
	get size(): number {
		return this.#listeners.size;
	}

	add(watch: number, listener: WatchListener): void {
		this.#listeners.set(watch, listener);
	}

	/** @returns false for a watch that has ended */
	remove(watch: number): boolean {
		return this.#listeners.delete(watch);
	}

	/** Gives an event to its watch, which ends with `cut_off`. One that was
	 * ended here may still have events on their way. */
	tell(event: WatchEvent): void {
		const listener = this.#listeners.get(event.watch);
		if (event.type === "cut_off") this.#listeners.delete(event.watch);
		listener?.event(event);
	}

	/** The conversation ended: so do all watches. */
	lose(failure: ShelfError): void {
		const listeners = [...this.#listeners.values()];
		this.#listeners.clear();
		for (const listener of listeners) listener.lost(failure);
	}
}
