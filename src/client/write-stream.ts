import { closeSync, openSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Piece } from "../arrow/layout.ts";
import type { Sealed } from "../protocol/messages.ts";
import type { Channel } from "./channel.ts";
import { fillSegment } from "./fill-segment.ts";
import { GrowingSegment } from "./growing-segment.ts";
import type { PutOptions } from "./put-options.ts";
import { giveBack, type NewObject, segmentError } from "./write-segment.ts";

export interface StreamHints {
	/** How large it will be, about: so much is reserved at first, if it can be. */
	readonly expectedBytes?: number | undefined;
	/** Looks at the written file, so long, before it is published. */
	readonly check?: (path: string, byteLength: number) => Promise<void>;
}

/**
 * Puts one object of unknown size on the shelf: each group of pieces is
 * reserved and written before the next is asked for. After any failure
 * everything is given back, and the shelf is as it was before.
 *
 * @param groups pieces that follow one another; at least one
 * @throws what `groups` and `check` throw, and what the daemon refuses with
 * @throws {CancelledError} when the signal is aborted
 */
export async function writeStream(
	channel: Channel,
	object: Omit<NewObject, "bytes">,
	groups: AsyncIterable<readonly Piece[]>,
	options: PutOptions,
	{ expectedBytes, check }: StreamHints = {},
): Promise<Sealed> {
	// Where it is known how much comes, memory is reserved while the first of it
	// is made.
	const opened =
		expectedBytes === undefined
			? undefined
			: GrowingSegment.create(channel, object, 1, expectedBytes);
	opened?.catch(() => {}); // it is awaited with the first group
	let writer: StreamWriter | undefined;
	try {
		for await (const pieces of groups) {
			const end = endOf(pieces);
			writer ??= new StreamWriter(
				await (opened ?? GrowingSegment.create(channel, object, end)),
			);
			await writer.write(pieces, end, options);
			await nextTurn();
		}
		if (writer === undefined) throw new TypeError("Cannot put no bytes");
		writer.close();
		const { segment, byteLength } = writer;
		await check?.(segment.path, byteLength);
		const seal = { segment: segment.id, bytes: byteLength };
		return await channel.request("seal", seal);
	} catch (error) {
		writer?.close();
		const segment = writer?.segment ?? (await opened?.catch(() => undefined));
		if (segment === undefined) throw error;
		throw await giveBack(channel, segment.id, error);
	}
}

/** A segment's file, open while it is written. */
class StreamWriter {
	readonly segment: GrowingSegment;
	byteLength = 0;
	#fd: number | undefined;

	constructor(segment: GrowingSegment) {
		this.segment = segment;
	}

	async write(
		pieces: readonly Piece[],
		byteLength: number,
		{ signal, onProgress }: PutOptions,
	): Promise<void> {
		const { segment } = this;
		await segment.growTo(byteLength);
		try {
			this.#fd ??= openSync(segment.path, "r+");
			await fillSegment(this.#fd, { byteLength, pieces }, { signal });
		} catch (error) {
			throw segmentError(segment.path, error);
		}
		this.byteLength = byteLength;
		onProgress?.({ done: byteLength, total: byteLength });
	}

	/** Twice is once. */
	close(): void {
		if (this.#fd !== undefined) closeSync(this.#fd);
		this.#fd = undefined;
	}
}

function endOf(pieces: readonly Piece[]): number {
	const last = pieces.at(-1);
	return last === undefined ? 0 : last.position + last.bytes.byteLength;
}
