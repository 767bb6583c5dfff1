import type { WhenFull } from "../protocol/messages.ts";

/** What a daemon is to serve, and how. */
export interface DaemonOptions {
	/** The shelf's directory, absolute; made when it is not there. */
	readonly directory: string;
	/** Bytes that tables may take; by default a share of what is free. */
	readonly capacity?: number;
	/** What becomes of a put that does not fit; by default it is refused. */
	readonly whenFull?: WhenFull;
	/** Where objects are spilled to, absolute; made when it is not there. */
	readonly spillDirectory?: string;
	/** Ends the daemon when no connection was open for so long, in
	 * milliseconds; never by default. */
	readonly idleExitMs?: number;
	/** Told what a person should know; by default written to stderr. */
	readonly warn?: (message: string) => void;
}
