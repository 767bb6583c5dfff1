import { resolve } from "node:path";
import { readArrowFile } from "../arrow/file.ts";
import { needsRewriting } from "../arrow/needs-rewriting.ts";
import type { Sealed } from "../protocol/messages.ts";
import type { Channel } from "./channel.ts";
import { namedBy, type PutOptions } from "./put-options.ts";
import { SourceFile } from "./source-file.ts";
import { writeSegment } from "./write-segment.ts";

/**
 * Puts an Arrow IPC file on the shelf: as it is, copied by the kernel, or
 * written anew where it is compressed or has a batch that is too large to be
 * read at once.
 * @throws {FileError} `unreadable`, also when it shrinks while being read
 * @throws {InvalidTableError} `invalid_table` where it is not sound
 * @throws {CancelledError} when the signal is aborted
 */
export async function putFile(
	channel: Channel,
	path: string,
	options: PutOptions,
): Promise<Sealed> {
	using source = new SourceFile(resolve(path));
	const object = { kind: "table", ...namedBy(options) } as const;
	const file = readArrowFile(source);
	if (needsRewriting(file)) {
		const { putRewritten } = await import("./put-rewritten.ts");
		return await putRewritten(channel, file, source, options);
	}
	const { byteLength: bytes } = source;
	return await writeSegment(channel, { ...object, bytes }, (fd) =>
		source.copyTo(fd, options),
	);
}
