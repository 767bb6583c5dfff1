import { BatchCursor } from "./batch-cursor.ts";
import { checkColumn } from "./check-column.ts";
import type { CheckContext } from "./checked-column.ts";
import { type ArrowFile, readArrowFile } from "./file.ts";
import { type ArrowBytes, fileBytesOf } from "./file-bytes.ts";
import { invalidTable } from "./invalid-table.ts";

/** How many times over buffers may use the same bytes of the file. */
const sharingLimit = 16;

/**
 * Reads an Arrow IPC file as `readArrowFile` does, and looks into it: every
 * buffer is large enough for its rows, and offsets, views, dictionary indices,
 * unions and run ends lead to values that are there. What passes can be read by
 * any Arrow library without reading outside the file. Fixed-width values are
 * not looked at, so that a table of numbers costs nothing; compressed buffers
 * cannot be.
 * @param bytes the whole file, borrowed for the call
 * @throws {InvalidTableError} `invalid_table`; details: `offset`
 * @throws {LimitError} `too_many_columns`
 */
export function checkArrowFile(bytes: ArrowBytes): ArrowFile {
	const file = readArrowFile(bytes);
	const whole = fileBytesOf(bytes);
	checkSharing(file, whole.byteLength);
	const context = { dictionaryLengths: checkDictionaries(file) };
	for (const { batch, field } of file.dictionaries) {
		checkColumn(new BatchCursor(batch, whole), field, context);
	}
	for (const batch of file.batches) {
		const cursor = new BatchCursor(batch, whole);
		for (const field of file.schema) checkColumn(cursor, field, context);
	}
	return file;
}

/** Many buffers over the same bytes would be work without end to check. */
function checkSharing(file: ArrowFile, fileBytes: number): void {
	let total = 0;
	for (const batch of [
		...file.dictionaries.map((dictionary) => dictionary.batch),
		...file.batches,
	]) {
		for (let i = 1; i < batch.buffers.length; i += 2) {
			total += batch.buffers[i] ?? 0;
		}
		if (total > sharingLimit * fileBytes) {
			throw invalidTable(
				`its buffers use the same bytes more than ${sharingLimit} times`,
				batch.offset,
			);
		}
	}
}

/** A file has each dictionary once, and additions to it after it. */
function checkDictionaries(file: ArrowFile): CheckContext["dictionaryLengths"] {
	const lengths = new Map<number, number>();
	for (const { id, delta, batch } of file.dictionaries) {
		const known = lengths.get(id);
		if (delta !== (known !== undefined)) {
			throw invalidTable(
				delta
					? `an addition to dictionary ${id} comes before it`
					: `dictionary ${id} comes twice, which files cannot have`,
				batch.offset,
			);
		}
		lengths.set(id, (known ?? 0) + batch.rowCount);
	}
	return lengths;
}
