import type { ObjectKind } from "../../protocol/messages.ts";

/** One way to go on; `summary` says what it is, or is empty. */
export interface Candidate {
	readonly text: string;
	readonly summary: string;
}

/** What can stand at the cursor. */
export interface Completion {
	readonly candidates: readonly Candidate[];
	/** Whether the name of a file can, too. */
	readonly takesFiles: boolean;
}

/** Keys on the shelf that begin with a text, of that kind where one is said; none
 * where no daemon answers. */
export type FindKeys = (
	beginning: string,
	dir: string | undefined,
	kind: ObjectKind | undefined,
) => Promise<readonly string[]>;
