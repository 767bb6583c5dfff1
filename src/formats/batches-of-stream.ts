import { createReadStream } from "node:fs";
import type { RecordBatch, Schema, TypeMap } from "apache-arrow";
import { FileError } from "../errors.ts";
import type { NamedFile } from "./file-source.ts";

/** Record batches that come one after the other. */
export interface StreamedBatches extends AsyncIterable<RecordBatch<TypeMap>> {
	readonly schema: Schema;
}

/**
 * Opens an Arrow IPC stream: its batches, as they are, one at a time.
 * @throws {FileError} `unreadable` for what is no sound stream, also while it
 * is read
 */
export async function batchesOfStream({
	name,
	path,
}: NamedFile): Promise<StreamedBatches> {
	const { RecordBatchReader } = await import("apache-arrow");
	const reader = await explaining(name, async () => {
		const opened = await RecordBatchReader.from(createReadStream(path));
		return await opened.open();
	});
	return {
		schema: reader.schema,
		async *[Symbol.asyncIterator]() {
			for (;;) {
				const { done, value } = await explaining(name, async () =>
					reader.next(),
				);
				if (done) return;
				yield value;
			}
		},
	};
}

async function explaining<T>(name: string, read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (cause) {
		throw new FileError(
			"unreadable",
			`Cannot read ${JSON.stringify(name)} as an Arrow IPC stream: ${(cause as Error).message}`,
			{ details: { path: name }, cause },
		);
	}
}
