import { readArrowFile } from "../arrow/file.ts";
import { fileBytesOf } from "../arrow/file-bytes.ts";
import { layoutBytes } from "../arrow/layout-bytes.ts";
import { needsRewriting } from "../arrow/needs-rewriting.ts";
import type { Sealed } from "../protocol/messages.ts";
import type { Channel } from "./channel.ts";
import { fillSegment } from "./fill-segment.ts";
import { namedBy, type PutOptions } from "./put-options.ts";
import { writeSegment } from "./write-segment.ts";

/**
 * Puts an Arrow IPC file that lies in memory on the shelf, as `putFile` does.
 * @throws {InvalidTableError} `invalid_table` where it is not sound
 * @throws {CancelledError} when the signal is aborted
 */
export async function putBytes(
	channel: Channel,
	bytes: Uint8Array,
	options: PutOptions,
): Promise<Sealed> {
	const object = { kind: "table", ...namedBy(options) } as const;
	const file = readArrowFile(bytes);
	if (needsRewriting(file)) {
		const { putRewritten } = await import("./put-rewritten.ts");
		return await putRewritten(channel, file, fileBytesOf(bytes), options);
	}
	const layout = layoutBytes(bytes);
	const { byteLength } = bytes;
	return await writeSegment(channel, { ...object, bytes: byteLength }, (fd) =>
		fillSegment(fd, layout, options),
	);
}
