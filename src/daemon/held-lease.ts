import type { RevokedLease } from "../protocol/messages.ts";
import type { HoldingProcess, Lease, StoredVersion } from "./stored-version.ts";

/** One lease of a connection. */
export class HeldLease implements Lease {
	readonly stored: StoredVersion;
	readonly process: HoldingProcess;
	isCached = false;
	readonly #number: number;
	readonly #tell: (lease: RevokedLease) => void;
	#ending: PromiseWithResolvers<void> | undefined;

	constructor(
		number: number,
		stored: StoredVersion,
		process: HoldingProcess,
		tell: (lease: RevokedLease) => void,
	) {
		this.#number = number;
		this.stored = stored;
		this.process = process;
		this.#tell = tell;
	}

	/** Once is enough: the client remembers. */
	revoke(): Promise<void> {
		if (this.#ending === undefined) {
			this.#ending = Promise.withResolvers();
			const { key, version } = this.stored;
			this.#tell({ lease: this.#number, key, version });
		}
		return this.#ending.promise;
	}

	/** It is over. */
	ended(): void {
		this.#ending?.resolve();
	}
}
