import { limits } from "../config.ts";
import type { ShelfError } from "../errors.ts";
import type {
	ChangeEvent,
	CutOffEvent,
	WatchEvent,
} from "../protocol/messages.ts";
import type { Channel } from "./channel.ts";

export interface WatchOptions {
	/** Ends the watch; the iteration ends, without an error. */
	readonly signal?: AbortSignal | undefined;
}

type Result = IteratorResult<ShelfEvent, undefined>;

/** What happened to a key; or `cut_off`, the last event of a watch whose
 * program was too slow: changes follow that it is not told of. */
export type ShelfEvent =
	| Omit<ChangeEvent, "watch">
	| Omit<CutOffEvent, "watch">;

/**
 * The changes of the keys that match a pattern, in order and without gaps.
 * Made by `shelf.watch()`, which asks the daemon at once: whatever this
 * connection asks later is seen, and so is everything after `ready`.
 *
 * It ends when the loop is left, with `await using`, with its signal, when the
 * shelf is closed here, and behind `cut_off`; until then it keeps the process
 * alive. A lost connection is thrown, after the events that came before it.
 */
export class Watch
	implements AsyncIterableIterator<ShelfEvent, undefined>, AsyncDisposable
{
	/** Resolves when the daemon watches. Need not be awaited. */
	readonly ready: Promise<void>;

	readonly #channel: Channel;
	readonly #signal: AbortSignal | undefined;
	readonly #events: ShelfEvent[] = [];
	readonly #takers: PromiseWithResolvers<Result>[] = [];
	#number: number | undefined;
	#isOver = false;
	/** What ended it, until it has been thrown. */
	#failure: ShelfError | undefined;

	/**
	 * @internal
	 * @throws {TypeError} a pattern that is no text
	 */
	constructor(
		channel: Channel,
		pattern: string | undefined,
		{ signal }: WatchOptions,
	) {
		if (pattern !== undefined && typeof pattern !== "string") {
			throw new TypeError(
				`Cannot watch what matches ${JSON.stringify(pattern)}: expected a text`,
			);
		}
		this.#channel = channel;
		this.#signal = signal;
		this.ready = signal?.aborted ? Promise.resolve() : this.#start(pattern);
		if (signal?.aborted) this.#isOver = true;
		else signal?.addEventListener("abort", this.#stop, { once: true });
		// Whoever iterates is told; nobody else needs to be.
		this.ready.catch(() => {});
	}

	/** The next event, waited for; `done` behind the last one.
	 * @throws {ConnectionError} `connection_lost` */
	async next(): Promise<Result> {
		const event = this.#events.shift();
		if (event !== undefined) return { value: event, done: false };
		if (this.#failure !== undefined) {
			const failure = this.#failure;
			this.#failure = undefined;
			throw failure;
		}
		if (this.#isOver) return { value: undefined, done: true };
		const taker = Promise.withResolvers<Result>();
		this.#takers.push(taker);
		return await taker.promise;
	}

	/** Ends the watch; events that were not taken are dropped. */
	async return(): Promise<Result> {
		this.#stop();
		return { value: undefined, done: true };
	}

	[Symbol.asyncIterator](): this {
		return this;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#stop();
	}

	async #start(pattern: string | undefined): Promise<void> {
		try {
			this.#number = await this.#channel.watch(
				pattern === undefined ? {} : { pattern },
				{
					event: (event) => this.#take(event),
					lost: (failure) => this.#lose(failure),
				},
			);
			// Given up before the daemon knew of it.
			if (this.#isOver) this.#channel.unwatch(this.#number);
		} catch (error) {
			this.#lose(error as ShelfError);
			throw error;
		}
	}

	#take({ watch, ...event }: WatchEvent): void {
		if (this.#isOver) return;
		if (event.type !== "cut_off" && this.#isFull) {
			this.#channel.unwatch(watch);
			this.#take({ watch, type: "cut_off", missed: true });
			return;
		}
		const taker = this.#takers.shift();
		if (taker === undefined) this.#events.push(event);
		else taker.resolve({ value: event, done: false });
		if (event.type === "cut_off") this.#end();
	}

	/** More, and what is held back would take the program's memory. */
	get #isFull(): boolean {
		return this.#events.length >= limits.watchBacklogEvents;
	}

	#lose(failure: ShelfError): void {
		if (this.#isOver) return;
		if (!this.#channel.isClosedHere) {
			const taker = this.#takers.shift();
			if (taker === undefined) this.#failure = failure;
			else taker.reject(failure);
		}
		this.#end();
	}

	/** Given up: what is held back goes, too. */
	readonly #stop = (): void => {
		this.#events.length = 0;
		this.#failure = undefined;
		if (this.#isOver) return;
		if (this.#number !== undefined) this.#channel.unwatch(this.#number);
		this.#end();
	};

	#end(): void {
		this.#isOver = true;
		this.#signal?.removeEventListener("abort", this.#stop);
		for (const { resolve } of this.#takers.splice(0)) {
			resolve({ value: undefined, done: true });
		}
	}
}
