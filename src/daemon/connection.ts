import type { Leases } from "./leases.ts";
import type { PendingSegment } from "./pending-segment.ts";
import type { HoldingProcess } from "./stored-version.ts";
import type { Waits } from "./waits.ts";
import type { Watches } from "./watches.ts";

/** What a connection has: all of it ends with the connection. */
export interface Connection {
	readonly process: HoldingProcess;
	readonly leases: Leases;
	/** Its segments between create and seal, by id. */
	readonly pending: Map<string, PendingSegment>;
	readonly watches: Watches;
	readonly waits: Waits;
}
