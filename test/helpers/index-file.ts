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
