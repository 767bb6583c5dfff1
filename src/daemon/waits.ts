import { limits } from "../config.ts";
import {
	CancelledError,
	ConnectionError,
	ProtocolError,
	type ShelfError,
	TimeoutError,
} from "../errors.ts";
import type { ChangeType } from "../protocol/messages.ts";
import type { Changes } from "./changes.ts";
import { namedKeys } from "./named-keys.ts";

/** Changes after which a key is not there. */
const departures: ReadonlySet<ChangeType> = new Set([
	"delete",
	"expire",
	"evict",
]);

interface WaitTime {
	/** How long it waits at most. */
	readonly waitMs: number;
	/** From when on, by performance.now(): from now on by default. */
	readonly sinceMs?: number;
}

/** The requests of one connection that wait for keys, by id; they end with
 * it. */
export class Waits {
	readonly #changes: Changes;
	/** What makes each fail. */
	readonly #waiting = new Map<number, (error: ShelfError) => void>();

	constructor(changes: Changes) {
		this.#changes = changes;
	}

	/**
	 * Waits until all of `keys` are on the shelf at once.
	 * @param missing those of them that are not there now, at least one
	 * @param take called in the moment when all are there, before anything else
	 * can happen to them; its result is what the wait ends with
	 * @throws {TimeoutError} `timeout` after `waitMs` milliseconds
	 * @throws {CancelledError} `cancelled`
	 * @throws {ProtocolError} `protocol` for one more than there may be
	 */
	async wait<T>(
		request: number,
		keys: readonly string[],
		missing: readonly string[],
		{ waitMs, sinceMs = performance.now() }: WaitTime,
		take: () => T | Promise<T>,
	): Promise<T> {
		const given = this.#waiting.size + 1;
		if (given > limits.waits) throw tooMany(given);
		const absent = new Set(missing);
		const { promise, resolve, reject } = Promise.withResolvers<T>();
		using ending = new DisposableStack();
		for (const key of keys) {
			const stop = this.#changes.subscribe(key, ({ type }) => {
				if (departures.has(type)) absent.add(key);
				else absent.delete(key);
				// Later changes are not waited for: the first take counts.
				if (absent.size === 0 && this.#waiting.delete(request)) {
					resolve(take());
				}
			});
			ending.defer(stop);
		}
		const leftMs = Math.max(0, sinceMs + waitMs - performance.now());
		const timer = setTimeout(() => {
			if (this.#waiting.delete(request)) reject(late([...absent], waitMs));
		}, leftMs);
		ending.defer(() => clearTimeout(timer));
		this.#waiting.set(request, reject);
		return await promise;
	}

	/** Makes a waiting request fail as `cancelled`; false for one that does
	 * not wait, or no longer. */
	cancel(request: number): boolean {
		return this.#fail(
			request,
			new CancelledError("cancelled", "The get was cancelled by its client"),
		);
	}

	/** The connection ends, and nothing can be waited for. */
	endAll(): void {
		const error = new ConnectionError(
			"connection_lost",
			"Cannot wait any longer: the daemon ends this connection",
		);
		for (const request of [...this.#waiting.keys()]) this.#fail(request, error);
	}

	#fail(request: number, error: ShelfError): boolean {
		const reject = this.#waiting.get(request);
		if (reject === undefined) return false;
		this.#waiting.delete(request);
		reject(error);
		return true;
	}
}

function late(keys: readonly string[], waitMs: number): TimeoutError {
	return new TimeoutError(
		"timeout",
		`Waited ${waitMs} ms, and nothing is on the shelf as ${namedKeys(keys)}`,
		{ details: { keys, wait_ms: waitMs } },
	);
}

function tooMany(given: number): ProtocolError {
	return new ProtocolError(
		"protocol",
		`Cannot wait for keys: ${limits.waits} requests of this connection do, the most there may be`,
		{ details: { limit: limits.waits, given } },
	);
}
