import type { KeyValue } from "apache-arrow/fb/key-value";

/** A flatbuffer table that carries key-value pairs: a schema, field, message. */
interface MetadataCarrier {
	customMetadataLength(): number;
	customMetadata(index: number): KeyValue | null;
}

/**
 * The key-value pairs of a schema, a column or a batch.
 * @param carrier read through a `CheckedBuffer`
 * @throws {InvalidTableError} `invalid_table`
 */
export function readMetadata(carrier: MetadataCarrier): Map<string, string> {
	const pairs = new Map<string, string>();
	for (let i = 0; i < carrier.customMetadataLength(); i++) {
		const pair = carrier.customMetadata(i);
		pairs.set(pair?.key() ?? "", pair?.value() ?? "");
	}
	return pairs;
}
