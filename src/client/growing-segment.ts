import type { Channel } from "./channel.ts";
import type { NewObject } from "./write-segment.ts";

const firstBytes = 64 * 1024 * 1024;
const mostBytes = 1024 * 1024 * 1024;

/** A pending segment that is reserved ahead of what is written, in growing
 * steps; where there is no room for a step, in smaller ones. Nothing of others
 * has to go for what is only reserved ahead. */
export class GrowingSegment {
	readonly id: string;
	readonly path: string;
	readonly #channel: Channel;
	#bytes: number;

	private constructor(
		channel: Channel,
		{ segment, path, bytes }: { segment: string; path: string; bytes: number },
	) {
		this.#channel = channel;
		this.id = segment;
		this.path = path;
		this.#bytes = bytes;
	}

	/**
	 * @param needed bytes to begin with
	 * @param expected bytes in the end, about
	 * @throws {OutOfMemoryError} when there is no room for them
	 */
	static async create(
		channel: Channel,
		object: Omit<NewObject, "bytes">,
		needed: number,
		expected = firstBytes,
	): Promise<GrowingSegment> {
		const bytes = Math.max(needed, expected);
		const fields = { ...object, bytes, least: needed };
		return new GrowingSegment(channel, await channel.request("create", fields));
	}

	/**
	 * Makes sure that `needed` bytes in all can be written.
	 * @throws {OutOfMemoryError} when there is no room for them
	 */
	async growTo(needed: number): Promise<void> {
		if (needed <= this.#bytes) return;
		const half = Math.floor(this.#bytes / 2);
		const step = Math.min(Math.max(half, firstBytes), mostBytes);
		const { bytes } = await this.#channel.request("extend", {
			segment: this.id,
			bytes: Math.max(needed, this.#bytes + step),
			least: needed,
		});
		this.#bytes = bytes;
	}
}
