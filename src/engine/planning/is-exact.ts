import type { IndexKind } from "../summary.ts";

/** Whether an index finds the very nearest by construction. */
export function isExact(kind: IndexKind): boolean {
	return kind === "tree" || kind === "flat";
}
