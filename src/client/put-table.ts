import { layoutTable } from "../arrow/layout-table.ts";
import type { Sealed } from "../protocol/messages.ts";
import type { Channel } from "./channel.ts";
import { fillSegment } from "./fill-segment.ts";
import { namedBy, type PutOptions } from "./put-options.ts";
import { type TableInput, tableFromInput } from "./table-input.ts";
import { writeSegment } from "./write-segment.ts";

/**
 * Puts a table on the shelf, written once, straight from its own buffers.
 * @throws {TypeError}, {RangeError} for what is no table
 * @throws what `writeSegment` throws
 */
export async function putTable(
	channel: Channel,
	table: TableInput,
	options: PutOptions,
): Promise<Sealed> {
	const layout = layoutTable(await tableFromInput(table));
	const bytes = layout.byteLength;
	const object = { kind: "table", bytes, ...namedBy(options) } as const;
	return await writeSegment(channel, object, (fd) =>
		fillSegment(fd, layout, options),
	);
}
