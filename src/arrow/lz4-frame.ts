/**
 * LZ4 frames, in which Arrow compresses buffers.
 * https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
const frameMagic = 0x184d2204;
const storedBit = 0x8000_0000;

/**
 * Unpacks one frame; its checksums are not looked at.
 * @param byteLength of what is in it
 * @throws {RangeError} when the frame is broken, or holds another length
 */
export function unpackLz4Frame(
	frame: Uint8Array,
	byteLength: number,
): Uint8Array<ArrayBuffer> {
	const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
	const plain = new Uint8Array(byteLength);
	if (view.getUint32(0, true) !== frameMagic) throw broken();
	const flags = view.getUint8(4);
	// Content size and dictionary are announced there, then a byte of checksum.
	let at = 7 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0);
	const afterBlock = flags & 0x10 ? 4 : 0;
	let end = 0;
	for (;;) {
		const size = view.getUint32(at, true);
		at += 4;
		if (size === 0) break;
		const length = size & ~storedBit;
		if (at + length > frame.length) throw broken();
		const block = frame.subarray(at, at + length);
		if (size & storedBit) {
			if (end + length > byteLength) throw broken();
			plain.set(block, end);
			end += length;
		} else {
			end = unpackBlock(block, plain, end);
		}
		at += length + afterBlock;
	}
	if (end !== byteLength) throw broken();
	return plain;
}

/** Appends a block to `plain`, in which matches may lead back to earlier
 * blocks. @returns the new end */
function unpackBlock(
	block: Uint8Array,
	plain: Uint8Array,
	start: number,
): number {
	let at = 0;
	let end = start;
	/** A length of 15 goes on in bytes, of which the last is below 255. */
	const readLength = (nibble: number): number => {
		let length = nibble;
		if (nibble < 15) return length;
		for (;;) {
			const more = block[at++];
			if (more === undefined) throw broken();
			length += more;
			if (more < 255) return length;
		}
	};
	while (at < block.length) {
		const token = block[at++] ?? 0;
		const literals = readLength(token >> 4);
		if (at + literals > block.length || end + literals > plain.length) {
			throw broken();
		}
		plain.set(block.subarray(at, at + literals), end);
		at += literals;
		end += literals;
		// The last sequence has no match.
		if (at === block.length) return end;
		const distance = (block[at] ?? 0) | ((block[at + 1] ?? 0) << 8);
		at += 2;
		const length = readLength(token & 15) + 4;
		const from = end - distance;
		if (distance === 0 || from < 0 || end + length > plain.length) {
			throw broken();
		}
		if (distance >= length) {
			plain.copyWithin(end, from, from + length);
		} else {
			// It repeats what it writes.
			for (let i = 0; i < length; i++) plain[end + i] = plain[from + i] ?? 0;
		}
		end += length;
	}
	return end;
}

function broken(): RangeError {
	return new RangeError("an LZ4 frame is broken");
}
