import type { RecordBatch, Schema, TypeMap } from "apache-arrow";
import { BatchStream } from "../arrow/batch-stream.ts";
import type { Piece } from "../arrow/layout.ts";
import type { Sealed } from "../protocol/messages.ts";
import type { Channel } from "./channel.ts";
import { isRecordBatch } from "./is-record-batch.ts";
import { namedBy, type PutOptions } from "./put-options.ts";
import { untilAborted } from "./until-aborted.ts";
import { writeStream } from "./write-stream.ts";

/** Record batches of one schema that come one after the other. */
export type BatchSource = AsyncIterable<RecordBatch<TypeMap>>;

/**
 * Puts record batches on the shelf as they come, each written before the next
 * is asked for, in a segment that grows.
 * @throws {TypeError} for what is no record batch, or has another schema than
 *   the first; or when none comes and the schema is not known
 * @throws what the iterable throws, and `writeStream`
 */
export function putBatches(
	channel: Channel,
	batches: BatchSource,
	options: PutOptions,
): Promise<Sealed> {
	const object = { kind: "table", ...namedBy(options) } as const;
	const pieces = layOut(batches, options.signal);
	return writeStream(channel, object, pieces, options);
}

async function* layOut(
	batches: BatchSource,
	signal: AbortSignal | undefined,
): AsyncGenerator<Piece[]> {
	let stream: BatchStream | undefined;
	for await (const batch of untilAborted(batches, signal)) {
		if (!isRecordBatch(batch)) throw notABatch(batch);
		if (stream === undefined) {
			stream = new BatchStream(batch.schema);
			yield stream.start();
		}
		yield* stream.add(batch);
	}
	if (stream === undefined) {
		stream = new BatchStream(schemaOf(batches));
		yield stream.start();
	}
	yield stream.end();
}

/** A reader of apache-arrow knows its schema also when it has no batches. */
function schemaOf(batches: BatchSource): Schema {
	const { schema } = batches as { readonly schema?: Schema };
	if (Array.isArray(schema?.fields)) return schema;
	throw new TypeError(
		"Cannot put an iterable that gives no record batch: its schema is not known",
	);
}

function notABatch(value: unknown): TypeError {
	const got = value === null ? "null" : typeof value;
	return new TypeError(
		`Cannot put what the iterable gives: expected apache-arrow RecordBatches, got ${got === "object" ? Object.prototype.toString.call(value) : got}`,
	);
}
