import type { VectorSource } from "../../arrow/numeric-columns.ts";

/** Rows of a table that its filter lets pass; all without one. */
export function askedRows({ rowCount, filter }: VectorSource): number {
	return filter?.passed ?? rowCount;
}
