/** The layout of the file `epoch`, by which clients see that a key may have
 * changed without asking. */
export const epochLayout = {
	/** Bytes of the file. */
	bytes: 4096,
	/** Counters in it: little-endian uint64, one after the other. */
	slots: 512,
} as const;

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/** The counter that is bumped when `key` changes: FNV-1a, 32 bits, of its bytes
 * (a key is ASCII), modulo the number of slots. */
export function epochSlot(key: string): number {
	let hash = offsetBasis;
	for (let at = 0; at < key.length; at += 1) {
		hash = Math.imul(hash ^ key.charCodeAt(at), prime);
	}
	return (hash >>> 0) % epochLayout.slots;
}
