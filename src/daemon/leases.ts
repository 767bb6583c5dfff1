import { ConnectionError, NotFoundError } from "../errors.ts";
import type { RevokedLease } from "../protocol/messages.ts";
import { HeldLease } from "./held-lease.ts";
import type { Shelf } from "./shelf.ts";
import type { HoldingProcess, StoredVersion } from "./stored-version.ts";

/** The leases of one connection, by number; they end with it. */
export class Leases {
	readonly #shelf: Shelf;
	readonly #process: HoldingProcess;
	readonly #revoke: (lease: RevokedLease) => void;
	readonly #held = new Map<number, HeldLease>();
	#last = 0;
	#isOver = false;

	/** @param revoke tells the client which of its cached leases is wanted */
	constructor(
		shelf: Shelf,
		process: HoldingProcess,
		revoke: (lease: RevokedLease) => void,
	) {
		this.#shelf = shelf;
		this.#process = process;
		this.#revoke = revoke;
	}

	/**
	 * Leases a version; its memory stays until `end` or `endAll`.
	 * @throws {ConnectionError} `connection_lost` after that
	 */
	take(stored: StoredVersion): number {
		if (this.#isOver) {
			throw new ConnectionError("connection_lost", "The connection has ended");
		}
		this.#last += 1;
		const lease = new HeldLease(
			this.#last,
			stored,
			this.#process,
			this.#revoke,
		);
		this.#held.set(this.#last, lease);
		this.#shelf.lease(stored, lease);
		return this.#last;
	}

	/**
	 * Its client only keeps it. When its version went meanwhile it is asked for
	 * at once, but does not end: the client may have used it since.
	 * @throws {NotFoundError} as `end` does
	 */
	keep(number: number): void {
		const lease = this.#find(number);
		lease.isCached = true;
		if (!this.#shelf.isCurrent(lease.stored)) lease.revoke();
	}

	/** @throws {NotFoundError} `not_found` for a lease that this connection
	 * does not have, or no longer */
	end(number: number): void {
		const lease = this.#find(number);
		this.#held.delete(number);
		this.#shelf.endLease(lease.stored, lease);
		lease.ended();
	}

	/** Nothing can be leased any more. */
	endAll(): void {
		this.#isOver = true;
		for (const number of [...this.#held.keys()]) this.end(number);
	}

	#find(number: number): HeldLease {
		const lease = this.#held.get(number);
		if (lease !== undefined) return lease;
		throw new NotFoundError(
			"not_found",
			`Cannot release lease ${number}: this connection does not have it`,
			{ details: { lease: number } },
		);
	}
}
