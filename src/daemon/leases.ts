import { ConnectionError, NotFoundError } from "../errors.ts";
import type { Shelf } from "./shelf.ts";
import type { HoldingProcess, Lease, StoredVersion } from "./stored-version.ts";

/** The leases of one connection, by number; they end with it. */
export class Leases {
	readonly #shelf: Shelf;
	readonly #process: HoldingProcess;
	readonly #held = new Map<number, { lease: Lease; stored: StoredVersion }>();
	#last = 0;
	#isOver = false;

	constructor(shelf: Shelf, process: HoldingProcess) {
		this.#shelf = shelf;
		this.#process = process;
	}

	/**
	 * Leases a version; its memory stays until `end` or `endAll`.
	 * @throws {ConnectionError} `connection_lost` after that
	 */
	take(stored: StoredVersion): number {
		if (this.#isOver) {
			throw new ConnectionError("connection_lost", "The connection has ended");
		}
		const lease = { process: this.#process };
		this.#last += 1;
		this.#held.set(this.#last, { lease, stored });
		this.#shelf.lease(stored, lease);
		return this.#last;
	}

	/** @throws {NotFoundError} `not_found` for a lease that this connection
	 * does not have, or no longer */
	end(number: number): void {
		const held = this.#held.get(number);
		if (held === undefined) {
			throw new NotFoundError(
				"not_found",
				`Cannot release lease ${number}: this connection does not have it`,
				{ details: { lease: number } },
			);
		}
		this.#held.delete(number);
		this.#shelf.endLease(held.stored, held.lease);
	}

	/** Nothing can be leased any more. */
	endAll(): void {
		this.#isOver = true;
		for (const number of [...this.#held.keys()]) this.end(number);
	}
}
