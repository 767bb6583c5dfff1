import { Footer } from "apache-arrow/fb/footer";
import { ByteBuffer } from "flatbuffers";
import type { FileBytes } from "./file-bytes.ts";
import { magic } from "./magic.ts";

const headBytes = 8;
const tailBytes = 10;

/** Where a footer's table keeps them (File.fbs). */
const fieldOf = { dictionaries: 8, recordBatches: 10 };

/**
 * A file of the same schema without dictionaries and batches, by which a
 * reader of whole files tells the schema of one that is too large for it.
 * @param file sound, as `readArrowFile` found
 */
export function emptyFile(file: FileBytes): Uint8Array<ArrayBuffer> {
	const { byteLength } = file;
	const end = byteLength - tailBytes;
	const tail = file.range(end, tailBytes);
	const view = new DataView(tail.buffer, tail.byteOffset);
	const footerBytes = view.getInt32(0, true);
	const empty = new Uint8Array(headBytes + footerBytes + tailBytes);
	empty.set(new TextEncoder().encode(magic));
	empty.set(file.range(end - footerBytes, footerBytes), headBytes);
	empty.set(tail, headBytes + footerBytes);
	removeBlocks(empty.subarray(headBytes, headBytes + footerBytes));
	return empty;
}

/** Makes the footer's two lists empty, in place. */
function removeBlocks(footer: Uint8Array): void {
	const buffer = new ByteBuffer(footer);
	const { bb_pos: table } = Footer.getRootAsFooter(buffer);
	for (const field of Object.values(fieldOf)) {
		const offset = buffer.__offset(table, field);
		if (offset === 0) continue;
		buffer.writeInt32(buffer.__vector(table + offset) - 4, 0);
	}
}
