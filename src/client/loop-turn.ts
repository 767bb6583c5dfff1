/** How long answers that need no waiting may keep the event loop from turning:
 * timers and what the daemon says would starve. */
const longestMs = 5;

/** Lets the event loop turn from time to time where nothing else does. */
export class LoopTurn {
	/** When the loop was first kept busy in its present turn. */
	#sinceMs: number | undefined;
	#next: PromiseWithResolvers<void> = Promise.withResolvers();

	/** @returns what to wait for, the loop's next turn, when it is time; else
	 * undefined */
	due(): Promise<void> | undefined {
		const nowMs = performance.now();
		if (this.#sinceMs === undefined) {
			this.#sinceMs = nowMs;
			setImmediate(this.#turned);
			return undefined;
		}
		return nowMs - this.#sinceMs < longestMs ? undefined : this.#next.promise;
	}

	readonly #turned = (): void => {
		this.#sinceMs = undefined;
		this.#next.resolve();
		this.#next = Promise.withResolvers();
	};
}
