import { Buffer } from "apache-arrow/fb/buffer";
import { DictionaryBatch } from "apache-arrow/fb/dictionary-batch";
import { FieldNode } from "apache-arrow/fb/field-node";
import { Message } from "apache-arrow/fb/message";
import { MessageHeader } from "apache-arrow/fb/message-header";
import { MetadataVersion } from "apache-arrow/fb/metadata-version";
import { RecordBatch } from "apache-arrow/fb/record-batch";
import { Builder } from "flatbuffers";
import { encodeMetadata } from "./encode-metadata.ts";

/** A record batch, or a dictionary's values, in the order of the format. */
export interface BatchParts extends BatchShape {
	/** Borrowed. */
	readonly buffers: readonly ArrayBufferView[];
}

/** The same without its bytes. */
export interface BatchShape {
	readonly rowCount: number;
	/** Depth first: rows and nulls of each column and its children. */
	readonly nodes: readonly {
		readonly length: number;
		readonly nullCount: number;
	}[];
	readonly buffers: readonly { readonly byteLength: number }[];
	/** Number of data buffers of each view column. */
	readonly variadicCounts: readonly number[];
	/** Whose values these are, or null: a record batch. */
	readonly dictionary: { readonly id: number; readonly delta: boolean } | null;
	/** The batch's own key-value pairs. */
	readonly metadata: ReadonlyMap<string, string>;
}

/**
 * The message of a batch.
 * @param starts where in the body each buffer starts, bytes
 * @param bodyLength bytes, padding included
 */
export function encodeBatchMessage(
	parts: BatchShape,
	starts: readonly number[],
	bodyLength: number,
): Uint8Array {
	const builder = new Builder(1024 + 32 * parts.buffers.length);
	const batch = encodeRecordBatch(builder, parts, starts);
	const { dictionary } = parts;
	const header =
		dictionary === null
			? batch
			: encodeDictionary(builder, batch, dictionary.id, dictionary.delta);
	const metadata = encodeMetadata(builder, parts.metadata);
	Message.startMessage(builder);
	Message.addVersion(builder, MetadataVersion.V5);
	Message.addHeaderType(
		builder,
		dictionary === null
			? MessageHeader.RecordBatch
			: MessageHeader.DictionaryBatch,
	);
	Message.addHeader(builder, header);
	Message.addBodyLength(builder, BigInt(bodyLength));
	if (metadata !== 0) Message.addCustomMetadata(builder, metadata);
	Message.finishMessageBuffer(builder, Message.endMessage(builder));
	return builder.asUint8Array();
}

/** Vectors of structs are built from their last entry to their first. */
function encodeRecordBatch(
	builder: Builder,
	{ rowCount, nodes, buffers, variadicCounts }: BatchShape,
	starts: readonly number[],
): number {
	RecordBatch.startNodesVector(builder, nodes.length);
	for (const { length, nullCount } of nodes.toReversed()) {
		FieldNode.createFieldNode(builder, BigInt(length), BigInt(nullCount));
	}
	const nodesVector = builder.endVector();
	RecordBatch.startBuffersVector(builder, buffers.length);
	for (let i = buffers.length - 1; i >= 0; i--) {
		const length = BigInt(buffers[i]?.byteLength ?? 0);
		Buffer.createBuffer(builder, BigInt(starts[i] ?? 0), length);
	}
	const buffersVector = builder.endVector();
	const variadic =
		variadicCounts.length === 0
			? 0
			: RecordBatch.createVariadicBufferCountsVector(
					builder,
					variadicCounts.map(BigInt),
				);
	RecordBatch.startRecordBatch(builder);
	RecordBatch.addLength(builder, BigInt(rowCount));
	RecordBatch.addNodes(builder, nodesVector);
	RecordBatch.addBuffers(builder, buffersVector);
	if (variadic !== 0) RecordBatch.addVariadicBufferCounts(builder, variadic);
	return RecordBatch.endRecordBatch(builder);
}

function encodeDictionary(
	builder: Builder,
	batch: number,
	id: number,
	delta: boolean,
): number {
	DictionaryBatch.startDictionaryBatch(builder);
	DictionaryBatch.addId(builder, BigInt(id));
	DictionaryBatch.addData(builder, batch);
	DictionaryBatch.addIsDelta(builder, delta);
	return DictionaryBatch.endDictionaryBatch(builder);
}
