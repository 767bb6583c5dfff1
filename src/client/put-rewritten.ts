import type { ArrowFile } from "../arrow/file.ts";
import type { FileBytes } from "../arrow/file-bytes.ts";
import type { Sealed } from "../protocol/messages.ts";
import type { Channel } from "./channel.ts";
import { namedBy, type PutOptions } from "./put-options.ts";
import { rewritten } from "./rewritten.ts";
import { writeStream } from "./write-stream.ts";

/**
 * Puts an Arrow IPC file on the shelf that cannot go there as it is.
 * @param file what `readArrowFile(bytes)` gave
 * @throws {InvalidTableError} `invalid_table` where it cannot be written anew
 * @throws what `writeStream` throws
 */
export async function putRewritten(
	channel: Channel,
	file: ArrowFile,
	bytes: FileBytes,
	options: PutOptions,
): Promise<Sealed> {
	const object = { kind: "table", ...namedBy(options) } as const;
	return await writeStream(channel, object, rewritten(file, bytes), options);
}
