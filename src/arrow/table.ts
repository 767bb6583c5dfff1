import type { Table, TypeMap, tableFromIPC } from "apache-arrow";
import { Builder } from "flatbuffers";
import { emptyFile } from "./empty-file.ts";
import { encodeSchemaMessage } from "./encode-schema.ts";
import { encodeTableSchema } from "./encode-table-schema.ts";
import { readArrowFile } from "./file.ts";
import { type ArrowBytes, type FileBytes, fileBytesOf } from "./file-bytes.ts";

/**
 * An apache-arrow table over the bytes of an Arrow IPC file, without copying
 * them. apache-arrow is loaded by the first call (33 ms) and checks little:
 * give it only bytes that `checkArrowFile` or `readArrowFile` took.
 * @param bytes borrowed for the table's life
 */
export async function tableFromBytes(bytes: ArrowBytes): Promise<Table> {
	const { tableFromIPC } = await import("apache-arrow");
	return parseTable(tableFromIPC, bytes);
}

/**
 * The same with apache-arrow's reader given. A file that is not one array is
 * read as the stream of its messages, each batch a view of its own window.
 * @param parse apache-arrow's
 */
export function parseTable<T extends TypeMap>(
	parse: typeof tableFromIPC,
	bytes: ArrowBytes,
): Table<T> {
	const file = fileBytesOf(bytes);
	if (file.whole !== null) return parse<T>(file.whole);
	const messages = messagesOf(file, parse(emptyFile(file)));
	return parse<T>(messages as Iterable<Uint8Array> as never);
}

/** Schema, dictionaries, batches; apache-arrow takes each as it is. */
function* messagesOf(
	file: FileBytes,
	{ schema }: Table,
): Generator<Uint8Array, void> {
	const { dictionaries, batches } = readArrowFile(file);
	const message = encodeSchemaMessage(new Builder(), (builder) =>
		encodeTableSchema(builder, schema),
	);
	const length = Math.ceil(message.byteLength / 8) * 8;
	const head = new Uint8Array(8 + length);
	new Int32Array(head.buffer, 0, 2).set([-1, length]);
	head.set(message, 8);
	yield head;
	for (const { batch } of dictionaries) {
		yield file.range(batch.offset, batch.byteLength);
	}
	for (const { offset, byteLength } of batches) {
		yield file.range(offset, byteLength);
	}
}
