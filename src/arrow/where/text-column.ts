import type { PlainBuffers } from "../plain-buffers.ts";
import { typedView } from "../typed-view.ts";
import type { Storage } from "../types.ts";

/** Where a text lies: bytes `start` to `end - 1` of `bytes`. */
export interface TextPlace {
	bytes: Uint8Array;
	start: number;
	end: number;
}

/**
 * How the texts of a column in one batch are found; the place that is given is
 * the same each time.
 * @param buffer its first buffer, the validity
 * @param dataBuffers of a view column
 * @returns undefined for a column that is no text
 */
export function textPlaces(
	storage: Storage,
	buffers: PlainBuffers,
	buffer: number,
	rows: number,
	dataBuffers: number,
): ((row: number) => TextPlace) | undefined {
	if (storage.kind === "bytes") {
		return byOffsets(storage.offsetBytes, buffers, buffer, rows);
	}
	return storage.kind === "view"
		? byViews(buffers, buffer, rows, dataBuffers)
		: undefined;
}

function byOffsets(
	offsetBytes: 4 | 8,
	buffers: PlainBuffers,
	buffer: number,
	rows: number,
): (row: number) => TextPlace {
	const isSmall = offsetBytes === 4;
	const own =
		rows === 0
			? new Uint8Array(offsetBytes)
			: buffers.read(buffer + 1, 0, (rows + 1) * offsetBytes);
	const bytes = buffers.whole(buffer + 2);
	const place = { bytes, start: 0, end: 0 };
	// Offsets of 8 bytes by their halves: no batch has 2^53 bytes.
	const words = typedView(Uint32Array, own, (rows + 1) * (isSmall ? 1 : 2));
	const offset = isSmall
		? (row: number) => words[row] as number
		: (row: number) =>
				(words[2 * row] as number) +
				(words[2 * row + 1] as number) * 0x1_0000_0000;
	return (row) => {
		place.start = offset(row);
		place.end = offset(row + 1);
		return place;
	};
}

const viewBytes = 16;
/** Texts up to this length lie in the view itself. */
const inlineBytes = 12;

function byViews(
	buffers: PlainBuffers,
	buffer: number,
	rows: number,
	dataBuffers: number,
): (row: number) => TextPlace {
	const views = buffers.read(buffer + 1, 0, rows * viewBytes);
	const words = typedView(Int32Array, views, rows * 4);
	const data = Array.from({ length: dataBuffers }, (_, i) =>
		buffers.whole(buffer + 2 + i),
	);
	const none: Uint8Array = new Uint8Array(0);
	const place: TextPlace = { bytes: none, start: 0, end: 0 };
	return (row) => {
		const length = words[4 * row] as number;
		const isInline = length <= inlineBytes;
		place.bytes = isInline
			? views
			: (data[words[4 * row + 2] as number] ?? none);
		place.start = isInline
			? row * viewBytes + 4
			: (words[4 * row + 3] as number);
		place.end = place.start + length;
		return place;
	};
}
