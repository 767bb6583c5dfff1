/**
 * The head of a serialised FAISS IndexIVFFlat, little-endian, as
 * faiss/impl/index_write.cpp writes it (FAISS 1.12.0): the four-character code,
 * write_index_header, then write_ivf_header.
 *
 *   0  fourcc      "IwFl"
 *   4  d           int32
 *   8  ntotal      int64
 *  16  dummy x 2   int64, 1 << 20
 *  32  is_trained  bool, 1 byte
 *  33  metric_type int32; above 1 a float32 follows, which we never write
 *  37  nlist       uint64
 *  45  nprobe      uint64
 */
const offsets = { fourcc: 0, metric: 33, nlist: 37, nprobe: 45, end: 53 };
const ivfFlat = 0x6c467749;

/**
 * Writes `nprobe` into the bytes of a serialised IVF-Flat index: the only way
 * to set it for faiss-node, which keeps what the bytes carry.
 * @throws {RangeError} the bytes are no IVF-Flat index
 */
export function setSerializedNprobe(index: Uint8Array, nprobe: number): void {
	const view = new DataView(index.buffer, index.byteOffset, index.byteLength);
	if (
		index.byteLength < offsets.end ||
		view.getUint32(offsets.fourcc, true) !== ivfFlat ||
		view.getInt32(offsets.metric, true) > 1
	) {
		throw new RangeError(
			'Cannot set nprobe in these bytes: expected a FAISS IVF-Flat index, which starts with "IwFl"',
		);
	}
	view.setBigUint64(offsets.nprobe, BigInt(nprobe), true);
}
