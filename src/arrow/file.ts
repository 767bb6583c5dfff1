/**
 * Arrow IPC files: "ARROW1\0\0", messages, the footer, its length as int32,
 * "ARROW1". The footer has the schema and each batch's place.
 * https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format
 */
import type { Block } from "apache-arrow/fb/block";
import { Footer } from "apache-arrow/fb/footer";
import { MessageHeader } from "apache-arrow/fb/message-header";
import { RecordBatch } from "apache-arrow/fb/record-batch";
import { type BatchLayout, readBatch } from "./batch.ts";
import { checkVersion } from "./check-version.ts";
import { CheckedBuffer } from "./checked-buffer.ts";
import { columnPlaces } from "./column-places.ts";
import {
	type DictionaryLayout,
	dictionaryFields,
	readDictionary,
} from "./dictionary.ts";
import { type ArrowBytes, type FileBytes, fileBytesOf } from "./file-bytes.ts";
import { invalidTable } from "./invalid-table.ts";
import { magic, startsWithMagic } from "./magic.ts";
import { type MessageRange, readMessage } from "./message.ts";
import { readMetadata } from "./metadata.ts";
import { recogniseFormat } from "./recognise-format.ts";
import { readSchema } from "./schema.ts";
import type { ArrowField } from "./types.ts";

/** What a file's metadata says; offsets are from the file's first byte. */
export interface ArrowFile {
	readonly schema: readonly ArrowField[];
	/** The schema's key-value pairs. */
	readonly metadata: ReadonlyMap<string, string>;
	readonly rowCount: number;
	readonly batches: readonly BatchLayout[];
	readonly dictionaries: readonly DictionaryLayout[];
}

/** The magic and two bytes of padding. */
const headBytes = 8;
/** The footer's length and the magic. */
const tailBytes = 10;
const blockBytes = 24;

/**
 * Reads the metadata of an Arrow IPC file and nothing of its columns: cheap for
 * any size. Every offset and length in the result lies inside the file, and
 * every batch has the buffers its columns need; what is in the buffers is not
 * looked at (`checkArrowFile` does).
 * @param bytes the whole file, borrowed for the call
 * @throws {InvalidTableError} `invalid_table`: not an Arrow file (what it looks
 *   like is said), cut, or unsound; details: `offset`
 * @throws {LimitError} `too_many_columns`
 */
export function readArrowFile(bytes: ArrowBytes): ArrowFile {
	const file = fileBytesOf(bytes);
	const footerRange = findFooter(file);
	const { start } = footerRange;
	const buffer = new CheckedBuffer(
		file.range(start, footerRange.end - start),
		start,
	);
	const footer = Footer.getRootAsFooter(buffer);
	checkVersion(footer.version(), footerRange.start);
	const flatSchema = footer.schema();
	if (flatSchema === null) {
		throw invalidTable("it has no schema", footerRange.start);
	}
	const schema = readSchema(flatSchema);
	const blocks = {
		dictionaries: readBlocks(
			footer.dictionaries(0),
			footer.dictionariesLength(),
		),
		batches: readBlocks(footer.recordBatches(0), footer.recordBatchesLength()),
	};
	const metadata = readMetadata(flatSchema);
	checkBlocks([...blocks.dictionaries, ...blocks.batches], footerRange.start);
	const values = dictionaryFields(schema);
	const dictionaries = blocks.dictionaries.map((range) =>
		readDictionary(readMessage(file, range), values),
	);
	const batches = blocks.batches.map((range) =>
		readRecordBatch(file, range, schema),
	);
	const rowCount = batches.reduce((sum, batch) => sum + batch.rowCount, 0);
	if (!Number.isSafeInteger(rowCount)) {
		throw invalidTable("its rows add up to more than 2^53", footerRange.start);
	}
	return { schema, metadata, rowCount, batches, dictionaries };
}

function findFooter(file: FileBytes): { start: number; end: number } {
	const size = file.byteLength;
	const head = file.range(0, Math.min(size, 512));
	const end = size - tailBytes;
	if (!startsWithMagic(head) || end < headBytes) {
		throw invalidTable(recogniseFormat(head, size), 0);
	}
	const tail = file.range(end, tailBytes);
	if (!startsWithMagic(tail.subarray(-magic.length))) {
		throw invalidTable(recogniseFormat(head, size), 0);
	}
	const view = new DataView(tail.buffer, tail.byteOffset);
	const length = view.getInt32(0, true);
	if (length <= 0 || length > end - headBytes) {
		throw invalidTable(
			`its footer claims ${length} bytes in a file of ${size}`,
			end,
		);
	}
	return { start: end - length, end };
}

/** Places from a footer's list, whose first entry is `first`. */
function readBlocks(first: Block | null, count: number): MessageRange[] {
	const buffer = first?.bb as CheckedBuffer;
	const start = first?.bb_pos ?? 0;
	return Array.from({ length: count }, (_, index) => {
		const at = start + blockBytes * index;
		return {
			offset: buffer.readCount(at, "a batch's offset"),
			metadataLength: buffer.readInt32(at + 8),
			bodyLength: buffer.readCount(at + 16, "a batch's length"),
		};
	});
}

/** Each inside the file before the footer, and together no more than fits:
 * a list that names one batch a million times costs a reader for nothing. */
function checkBlocks(ranges: readonly MessageRange[], end: number): void {
	let total = headBytes;
	for (const { offset, metadataLength, bodyLength } of ranges) {
		total += metadataLength + bodyLength;
		const sound =
			offset >= headBytes &&
			metadataLength >= 8 &&
			offset + metadataLength + bodyLength <= end;
		if (!sound || total > end) {
			throw invalidTable(
				`a batch of ${metadataLength} + ${bodyLength} bytes at ${offset} does not fit before the footer at ${end}`,
				end,
			);
		}
	}
}

function readRecordBatch(
	file: FileBytes,
	range: MessageRange,
	schema: readonly ArrowField[],
): BatchLayout {
	const { message, place } = readMessage(file, range);
	if (message.headerType() !== MessageHeader.RecordBatch) {
		throw invalidTable("a message is no record batch", range.offset);
	}
	const header = message.header(new RecordBatch()) as RecordBatch | null;
	if (header === null) throw invalidTable("a batch is empty", range.offset);
	const batch = readBatch(header, place);
	for (const { node } of columnPlaces(schema, batch)) {
		const length = batch.nodes[2 * node];
		if (length !== batch.rowCount) {
			throw invalidTable(
				`a column has ${length} rows in a batch of ${batch.rowCount}`,
				range.offset,
			);
		}
	}
	return batch;
}
