import { Message } from "apache-arrow/fb/message";
import { Schema } from "apache-arrow/fb/schema";
import { Builder } from "flatbuffers";
import { CheckedBuffer } from "./checked-buffer.ts";
import { encodeSchemaMessage } from "./encode-schema.ts";
import type { SchemaEncoder } from "./layout-file.ts";
import { readSchema } from "./schema.ts";
import type { ArrowField } from "./types.ts";

/** The columns of a schema that is to be written. */
export function schemaFields(encodeSchema: SchemaEncoder): ArrowField[] {
	const bytes = encodeSchemaMessage(new Builder(), encodeSchema);
	const message = Message.getRootAsMessage(new CheckedBuffer(bytes, 0));
	const schema = message.header(new Schema()) as Schema | null;
	return schema === null ? [] : readSchema(schema);
}
