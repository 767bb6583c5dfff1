import { KeyValue } from "apache-arrow/fb/key-value";
import { Message } from "apache-arrow/fb/message";
import type { Builder } from "flatbuffers";

/**
 * Writes key-value pairs, as schemas, columns and batches carry them.
 * @returns the list's offset in `builder`; 0 for no pairs: leave it out
 */
export function encodeMetadata(
	builder: Builder,
	metadata: ReadonlyMap<string, string>,
): number {
	if (metadata.size === 0) return 0;
	const pairs = Array.from(metadata, ([key, value]) => {
		const keyOffset = builder.createString(key);
		const valueOffset = builder.createString(value);
		return KeyValue.createKeyValue(builder, keyOffset, valueOffset);
	});
	return Message.createCustomMetadataVector(builder, pairs);
}
