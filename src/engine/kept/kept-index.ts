import type { KeptTail } from "./kept-tail.ts";

/** An index that is kept on the shelf, leased by whoever gives it. */
export interface KeptIndex extends KeptTail {
	/** For messages: `shelf:KEY`. */
	readonly name: string;
	/** Nobody named it: it was found to suit the search. */
	readonly isFound?: boolean;
	/** Its file, which is there while it is leased. */
	readonly path: string;
}
