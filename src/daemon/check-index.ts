import { InvalidTableError } from "../errors.ts";
import { beginsLikeTree, checkTreeHead } from "./check-tree.ts";

/**
 * The head of a file by FAISS's `write_index` (faiss/impl/index_write.cpp):
 *
 *      0  char[4]  kind of index, such as "IxF2", "IwFl", "IHNf"
 *      4  int32    dimension
 *      8  int64    vectors
 *     16  int64    1 << 20, never read
 *     24  int64    the same
 *     32  uint8    is trained: 0 or 1
 *     33  int32    metric
 */
const headBytes = 37;

/** Of a file its check looks at no more. */
export const indexHeadBytes = 64;

/**
 * Refuses bytes that begin neither like a FAISS index nor like an exact tree.
 * The rest is checked in the process that searches.
 *
 * @param bytes the file's first, `indexHeadBytes` where there are so many
 * @param size of the file, bytes
 * @throws {InvalidTableError} `invalid_index` with `offset`
 */
export function checkIndexFile(bytes: Uint8Array, size: number): void {
	if (beginsLikeTree(bytes)) {
		checkTreeHead(bytes, size);
		return;
	}
	if (bytes.byteLength < headBytes) {
		throw invalid(`${bytes.byteLength} bytes are too few for a header`, 0);
	}
	const fourcc = String.fromCharCode(...bytes.subarray(0, 4));
	if (!/^I[A-Za-z][A-Za-z0-9]{2}$/.test(fourcc)) {
		throw invalid(`it begins with ${JSON.stringify(fourcc)}, not "I..."`, 0);
	}
	const view = new DataView(bytes.buffer, bytes.byteOffset);
	const dimension = view.getInt32(4, true);
	if (dimension < 1) throw invalid(`its dimension is ${dimension}`, 4);
	const vectorCount = view.getBigInt64(8, true);
	if (vectorCount < 0n) throw invalid(`it counts ${vectorCount} vectors`, 8);
	const trained = view.getUint8(32);
	if (trained > 1) throw invalid(`its "is trained" is ${trained}`, 32);
}

function invalid(what: string, offset: number): InvalidTableError {
	return new InvalidTableError(
		"invalid_index",
		`Cannot accept the bytes as a FAISS index: ${what}`,
		{ details: { offset } },
	);
}
