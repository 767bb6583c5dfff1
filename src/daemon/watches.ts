import { limits } from "../config.ts";
import { NotFoundError, ProtocolError } from "../errors.ts";
import type { EventMessage, WatchEvent } from "../protocol/messages.ts";
import type { Change, Changes } from "./changes.ts";

/** Where a connection's events go. */
export interface EventOutlet {
	/** Bytes that the peer has not read yet. */
	readonly waitingBytes: number;
	send(message: EventMessage): void;
}

/** The watches of one connection, by number; they end with it. */
export class Watches {
	readonly #changes: Changes;
	readonly #outlet: EventOutlet;
	/** What ends each. */
	readonly #open = new Map<number, () => void>();
	#last = 0;

	constructor(changes: Changes, outlet: EventOutlet) {
		this.#changes = changes;
		this.#outlet = outlet;
	}

	/**
	 * Sends every change of the keys that match from now on, numbered from 1.
	 * @returns the watch's number
	 * @throws {ProtocolError} `protocol` for one more than there may be
	 */
	start(pattern: string): number {
		const given = this.#open.size + 1;
		if (given > limits.watches) {
			throw new ProtocolError(
				"protocol",
				`Cannot watch ${JSON.stringify(pattern)}: this connection has ${limits.watches} watches, the most there may be`,
				{ details: { limit: limits.watches, given } },
			);
		}
		this.#last += 1;
		const watch = this.#last;
		let sequence = 0;
		const stop = this.#changes.subscribe(pattern, (change) => {
			sequence += 1;
			this.#tell(watch, sequence, change);
		});
		this.#open.set(watch, stop);
		return watch;
	}

	/** @throws {NotFoundError} `not_found` for a watch that this connection
	 * does not have, or no longer */
	end(watch: number): void {
		const stop = this.#open.get(watch);
		if (stop === undefined) {
			throw new NotFoundError(
				"not_found",
				`Cannot end watch ${watch}: this connection does not have it`,
				{ details: { watch } },
			);
		}
		this.#open.delete(watch);
		stop();
	}

	endAll(): void {
		for (const watch of [...this.#open.keys()]) this.end(watch);
	}

	/** A peer that reads too slowly is told so instead, and the watch ends:
	 * what is left of the outbox is for answers. */
	#tell(watch: number, sequence: number, { type, stored }: Change): void {
		if (this.#outlet.waitingBytes > limits.watchBacklogBytes) {
			this.end(watch);
			this.#send({ watch, type: "cut_off", missed: true });
			return;
		}
		const { key, version, kind, bytes } = stored;
		this.#send({ watch, type, key, version, kind, bytes, sequence });
	}

	#send(event: WatchEvent): void {
		this.#outlet.send({ event });
	}
}
