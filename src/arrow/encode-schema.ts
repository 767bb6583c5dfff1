import { Message } from "apache-arrow/fb/message";
import { MessageHeader } from "apache-arrow/fb/message-header";
import { MetadataVersion } from "apache-arrow/fb/metadata-version";
import type { Builder } from "flatbuffers";

/** The message of a schema, the first of a file or stream. */
export function encodeSchemaMessage(
	builder: Builder,
	encodeSchema: (builder: Builder) => number,
): Uint8Array {
	const schema = encodeSchema(builder);
	Message.startMessage(builder);
	Message.addVersion(builder, MetadataVersion.V5);
	Message.addHeaderType(builder, MessageHeader.Schema);
	Message.addHeader(builder, schema);
	Message.addBodyLength(builder, 0n);
	Message.finishMessageBuffer(builder, Message.endMessage(builder));
	return builder.asUint8Array();
}
