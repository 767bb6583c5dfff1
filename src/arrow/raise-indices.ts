import type { Int } from "apache-arrow";

/**
 * Dictionary indices with `raise` added: the bytes themselves for 0, a copy
 * otherwise.
 * @param bytes the indices, in the width that `type` says
 * @param isValid whether a row is not null; a null's index means nothing
 * @throws {TypeError} when a raised index does not fit its type
 */
export function raiseIndices(
	bytes: Uint8Array,
	type: Int,
	raise: number,
	isValid: (row: number) => boolean,
): Uint8Array {
	if (raise === 0) return bytes;
	const copy = bytes.slice();
	const view = new DataView(copy.buffer);
	const width = type.bitWidth / 8;
	const limit = 2 ** (type.bitWidth - (type.isSigned ? 1 : 0));
	for (let at = 0; at < copy.length; at += width) {
		if (!isValid(at / width)) continue;
		const raised = readIndex(view, at, width) + raise;
		if (raised >= limit) {
			throw new TypeError(
				`Cannot write a dictionary-encoded column: its batches' dictionaries together have more entries than ${type} can count`,
			);
		}
		writeIndex(view, at, width, raised);
	}
	return copy;
}

function readIndex(view: DataView, at: number, width: number): number {
	switch (width) {
		case 1:
			return view.getUint8(at);
		case 2:
			return view.getUint16(at, true);
		case 4:
			return view.getUint32(at, true);
		default:
			return Number(view.getBigUint64(at, true));
	}
}

function writeIndex(
	view: DataView,
	at: number,
	width: number,
	index: number,
): void {
	switch (width) {
		case 1:
			view.setUint8(at, index);
			return;
		case 2:
			view.setUint16(at, index, true);
			return;
		case 4:
			view.setUint32(at, index, true);
			return;
		default:
			view.setBigUint64(at, BigInt(index), true);
	}
}
