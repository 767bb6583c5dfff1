import { OutOfMemoryError } from "../errors.ts";
import type { Channel } from "./channel.ts";
import type { NewObject } from "./write-segment.ts";

const mebibyte = 1024 * 1024;
const firstBytes = 64 * mebibyte;
const mostBytes = 1024 * mebibyte;

/** A pending segment that is reserved ahead of what is written, in growing
 * steps; where there is no room for a step, in smaller ones. */
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
		const answer = await reserve(needed, expected, (bytes) =>
			channel.request("create", { ...object, bytes }),
		);
		return new GrowingSegment(channel, answer);
	}

	/**
	 * Makes sure that `needed` bytes in all can be written.
	 * @throws {OutOfMemoryError} when there is no room for them
	 */
	async growTo(needed: number): Promise<void> {
		if (needed <= this.#bytes) return;
		const half = Math.floor(this.#bytes / 2);
		const step = Math.min(Math.max(half, firstBytes), mostBytes);
		const { bytes } = await reserve(needed, this.#bytes + step, (bytes) =>
			this.#channel.request("extend", { segment: this.id, bytes }),
		);
		this.#bytes = bytes;
	}
}

/** Asks for `wanted` bytes, then for ever less, at last for just `needed`. */
async function reserve<T>(
	needed: number,
	wanted: number,
	ask: (bytes: number) => Promise<T>,
): Promise<T> {
	for (let spare = Math.max(wanted - needed, 0); ; ) {
		try {
			return await ask(needed + spare);
		} catch (error) {
			if (spare === 0 || !(error instanceof OutOfMemoryError)) throw error;
			spare = spare < mebibyte ? 0 : Math.floor(spare / 4);
		}
	}
}
