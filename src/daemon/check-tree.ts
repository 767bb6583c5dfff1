import { InvalidTableError } from "../errors.ts";

/**
 * The head of an exact tree's file (native/src/tree_file.h, docs/protocol.md):
 *
 *      0  char[8]  "ASTREE\r\n"
 *      8  uint32   version: 1, or 2 with what is subtracted before narrowing
 *     12  uint32   metric: 0 (l2) or 3 (haversine)
 *     16  uint32   dimension, 1 to 16
 *     20  uint32   bytes of a coordinate, 4 or 8
 *     24  uint32   points of a leaf: 32
 *     28  uint32   0, or 8 where distances are told in float64 beside
 *     32  uint64   points, 1 to 2^32 - 2
 *     40  uint64   leaves
 *     48  uint64   bytes of head and arrays
 *     56  uint64   0
 */
const headBytes = 64;
const magic = "ASTREE\r\n";
const leafSize = 32;
const mostPoints = 2 ** 32 - 2;

/** Whether bytes say that they are a tree. */
export function beginsLikeTree(bytes: Uint8Array): boolean {
	return Buffer.from(bytes.subarray(0, 8)).toString("latin1") === magic;
}

/**
 * Refuses a tree whose head is unsound, or that is cut.
 * @param bytes the file's first
 * @param fileSize of the file, bytes
 * @throws {InvalidTableError} `invalid_index` with `offset`
 */
export function checkTreeHead(bytes: Uint8Array, fileSize: number): void {
	if (bytes.byteLength < headBytes) {
		throw invalid(`${bytes.byteLength} bytes are too few for a header`, 0);
	}
	const view = new DataView(bytes.buffer, bytes.byteOffset);
	for (const [offset, name, allowed] of fields) {
		const found = view.getUint32(offset, true);
		if (!allowed.includes(found))
			throw invalid(`its ${name} is ${found}`, offset);
	}
	const large = (offset: number) => Number(view.getBigUint64(offset, true));
	const dimension = view.getUint32(16, true);
	if (dimension < 1 || dimension > 16) {
		throw invalid(`its dimension is ${dimension}`, 16);
	}
	const [points, leaves, size] = [large(32), large(40), large(48)];
	if (points < 1 || points > mostPoints) {
		throw invalid(`it counts ${points} points`, 32);
	}
	if (leaves !== Math.ceil(points / leafSize)) {
		throw invalid(`it counts ${leaves} leaves of ${points} points`, 40);
	}
	if (size > fileSize) {
		throw invalid(`it has ${fileSize} bytes of its ${size}`, 48);
	}
}

const fields: readonly (readonly [number, string, readonly number[]])[] = [
	[8, "version", [1, 2]],
	[12, "metric", [0, 3]],
	[20, "bytes of a coordinate", [4, 8]],
	[24, "leaf size", [leafSize]],
	[28, "bytes of what tells distances", [0, 8]],
];

function invalid(what: string, offset: number): InvalidTableError {
	return new InvalidTableError(
		"invalid_index",
		`Cannot accept the bytes as an exact tree: ${what}`,
		{ details: { offset } },
	);
}
