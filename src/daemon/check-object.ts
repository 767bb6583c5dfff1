import { checkArrowFile } from "../arrow/check-file.ts";
import { limits } from "../config.ts";
import { InvalidTableError } from "../errors.ts";
import type { ObjectKind } from "../protocol/messages.ts";
import { FileWindows } from "../segments/file-windows.ts";
import { acquireMapping } from "../segments/mapping.ts";
import { checkIndexFile } from "./check-index.ts";
import { beginsLikeTree } from "./check-tree.ts";

/** What is in an object's file. */
export interface ObjectContent {
	readonly rows: number;
	readonly columns: number;
	/** An index that is an exact tree. */
	readonly isTree?: boolean;
}

/**
 * Looks into an object's file of any size; of a large one two windows are
 * mapped at once.
 * @param size of the file, bytes
 * @throws {InvalidTableError} `invalid_table`, `invalid_index`
 * @throws {FileError} `unreadable`
 */
export function checkObject(
	path: string,
	kind: ObjectKind,
	size: number,
	windowBytes: number = limits.windowBytes,
): ObjectContent {
	if (size > windowBytes) {
		if (kind === "index") throw tooLarge(size, windowBytes);
		using windows = new FileWindows(path, size, { windowBytes, most: 2 });
		const { rowCount, schema } = checkArrowFile(windows);
		return { rows: rowCount, columns: schema.length };
	}
	using mapping = acquireMapping(path, size);
	if (kind === "index") {
		checkIndexFile(mapping.bytes);
		const nothing = { rows: 0, columns: 0 };
		return beginsLikeTree(mapping.bytes)
			? { ...nothing, isTree: true }
			: nothing;
	}
	const { rowCount, schema } = checkArrowFile(mapping.bytes);
	return { rows: rowCount, columns: schema.length };
}

/** Whoever searches in it maps it whole. */
function tooLarge(given: number, limit: number): InvalidTableError {
	return new InvalidTableError(
		"invalid_index",
		`Cannot accept an index of ${given} bytes: at most ${limit}`,
		{ details: { limit, given } },
	);
}
