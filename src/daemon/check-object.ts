import { checkArrowFile } from "../arrow/check-file.ts";
import type { FileBytes } from "../arrow/file-bytes.ts";
import { limits } from "../config.ts";
import type { ObjectKind } from "../protocol/messages.ts";
import { FileWindows } from "../segments/file-windows.ts";
import { acquireMapping } from "../segments/mapping.ts";
import { checkIndexFile, indexHeadBytes } from "./check-index.ts";
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
	const contentOf = kind === "index" ? indexContent : tableContent;
	if (size > windowBytes) {
		using windows = new FileWindows(path, size, { windowBytes, most: 2 });
		return contentOf(windows);
	}
	using mapping = acquireMapping(path, size);
	return contentOf(mapping.file);
}

function tableContent(file: FileBytes): ObjectContent {
	const { rowCount, schema } = checkArrowFile(file);
	return { rows: rowCount, columns: schema.length };
}

/** Whoever searches in it checks the rest. */
function indexContent(file: FileBytes): ObjectContent {
	const size = file.byteLength;
	const head = file.range(0, Math.min(size, indexHeadBytes));
	checkIndexFile(head, size);
	const nothing = { rows: 0, columns: 0 };
	return beginsLikeTree(head) ? { ...nothing, isTree: true } : nothing;
}
