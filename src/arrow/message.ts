import { Message } from "apache-arrow/fb/message";
import { MetadataVersion } from "apache-arrow/fb/metadata-version";
import type { BatchPlace } from "./batch.ts";
import { checkVersion } from "./check-version.ts";
import { CheckedBuffer } from "./checked-buffer.ts";
import type { FileBytes } from "./file-bytes.ts";
import { invalidTable } from "./invalid-table.ts";
import { readMetadata } from "./metadata.ts";

/** A message and its body in the file, as the footer gives it. */
export interface MessageRange {
	readonly offset: number;
	/** Prefix, metadata and padding, bytes. */
	readonly metadataLength: number;
	readonly bodyLength: number;
}

/** A message, and where it and its body lie. */
export interface LocatedMessage {
	readonly message: Message;
	readonly place: BatchPlace;
}

/** Stands before a message's length; files before Arrow 0.15 have none. */
const continuation = -1;

/**
 * Reads one message's head.
 * @param file the whole file
 * @param range inside `file`
 * @throws {InvalidTableError} `invalid_table`: the message and the footer do
 *   not agree
 */
export function readMessage(
	file: FileBytes,
	range: MessageRange,
): LocatedMessage {
	const { offset, metadataLength, bodyLength } = range;
	const whole = metadataLength + bodyLength;
	const bytes = file.range(offset, metadataLength, whole);
	const view = new DataView(bytes.buffer, bytes.byteOffset);
	const first = view.getInt32(0, true);
	const prefix = first === continuation ? 8 : 4;
	const length = first === continuation ? view.getInt32(4, true) : first;
	if (length <= 0 || length + prefix !== metadataLength) {
		throw invalidTable(
			`a message claims ${length} bytes where the footer says ${metadataLength - prefix}`,
			offset,
		);
	}
	const start = offset + prefix;
	const buffer = new CheckedBuffer(
		bytes.subarray(prefix, prefix + length),
		start,
	);
	const message = Message.getRootAsMessage(buffer);
	if (Number(message.bodyLength()) !== bodyLength) {
		throw invalidTable(
			`a message claims a body of ${message.bodyLength()} bytes where the footer says ${bodyLength}`,
			offset,
		);
	}
	checkVersion(message.version(), offset);
	readMetadata(message);
	const place = {
		offset,
		bodyOffset: offset + metadataLength,
		bodyLength,
		unionValidity: message.version() === MetadataVersion.V4,
	};
	return { message, place };
}
