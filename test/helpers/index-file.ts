/** The head of a FAISS index file, with some bytes behind it. */
export function indexFile({
	fourcc = "IxF2",
	dimension = 3,
	vectorCount = 10n,
	trained = 1,
}): Uint8Array {
	const bytes = new Uint8Array(64);
	const view = new DataView(bytes.buffer);
	bytes.set(new TextEncoder().encode(fourcc));
	view.setInt32(4, dimension, true);
	view.setBigInt64(8, vectorCount, true);
	view.setBigInt64(16, 1n << 20n, true);
	view.setBigInt64(24, 1n << 20n, true);
	view.setUint8(32, trained);
	view.setInt32(33, 1, true);
	return bytes;
}

/** The head of an exact tree of 40 points, some of its uint32 changed, with
 * bytes behind it. */
export function treeFile(...changes: [offset: number, value: number][]) {
	const bytes = new Uint8Array(128);
	const view = new DataView(bytes.buffer);
	bytes.set(new TextEncoder().encode("ASTREE\r\n"));
	const head: typeof changes = [
		[8, 1],
		[16, 3],
		[20, 4],
		[24, 32],
		[32, 40],
		[40, 2],
		[48, 128],
	];
	for (const [at, value] of [...head, ...changes]) {
		view.setUint32(at, value, true);
	}
	return bytes;
}
