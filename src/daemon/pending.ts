import { randomBytes } from "node:crypto";
import { FileError, NotFoundError, type OutOfMemoryError } from "../errors.ts";
import type { RequestOf } from "../protocol/messages.ts";
import { checkVacant } from "./check-vacant.ts";
import type { Memory } from "./memory.ts";
import type { ObjectFiles } from "./object-files.ts";
import { outOfMemory } from "./out-of-memory.ts";
import {
	checkExtended,
	checkSealed,
	type PendingSegment,
	unknownSegment,
} from "./pending-segment.ts";
import type { Shelf } from "./shelf.ts";
import type { Storage } from "./storage.ts";
import type { HoldingProcess, StoredVersion } from "./stored-version.ts";
import { uniqueName } from "./unique-name.ts";

/** From `create` to `seal` or `abort`, for all connections. */
export class PendingSegments {
	readonly #shelf: Shelf;
	readonly #files: ObjectFiles;
	readonly #storage: Storage;
	readonly #memory: Memory;
	readonly #segments = new Set<PendingSegment>();

	constructor(
		shelf: Shelf,
		files: ObjectFiles,
		storage: Storage,
		memory: Memory,
	) {
		this.#shelf = shelf;
		this.#files = files;
		this.#storage = storage;
		this.#memory = memory;
	}

	/** How many are being written. */
	get size(): number {
		return this.#segments.size;
	}

	/** Those that have their memory. */
	*[Symbol.iterator](): Generator<PendingSegment> {
		for (const segment of this.#segments) if (segment.isReserved) yield segment;
	}

	/**
	 * Starts to reserve memory. What fails gives everything back by itself.
	 *
	 * @returns the segment, at once, and when its memory is there
	 * @throws {ExistsError}, {LimitError}; {OutOfMemoryError} while reserving
	 */
	create(
		request: RequestOf<"create">,
		process: HoldingProcess,
	): { segment: PendingSegment; reserved: Promise<void> } {
		const { kind, bytes, least, replace = false, ttl_ms: ttlMs } = request;
		const { pin: pinned = false, metadata = {} } = request;
		const key = request.key ?? this.#randomKey();
		checkVacant(this.#shelf, key, replace);
		const segment: PendingSegment = {
			id: uniqueName(),
			key,
			kind,
			replace,
			ttlMs,
			options: { pinned, metadata },
			process,
			bytes,
			isReserved: false,
			isAborted: false,
			isOver: false,
			last: Promise.resolve(),
		};
		this.#segments.add(segment);
		const reserved = this.#inOrder(segment, async () => {
			try {
				const isWanted = () => !segment.isAborted;
				const wish = wishFor(bytes, least);
				const given = this.#memory.allocate(segment.id, wish, isWanted);
				segment.bytes = await this.had(key, wish.least, given);
				segment.isReserved = true;
			} catch (error) {
				this.#end(segment);
				throw error;
			}
		});
		return { segment, reserved };
	}

	/** Grows a segment to `bytes` in all, or to at least `least`; what fails
	 * leaves it as it was. */
	extend(
		segment: PendingSegment,
		{ bytes, least }: Omit<RequestOf<"extend">, "segment">,
	): Promise<void> {
		return this.#inOrder(segment, async () => {
			checkExtended(segment, bytes);
			const { id, key, bytes: before } = segment;
			const wish = wishFor(bytes - before, least && least - before);
			const extended = this.#memory.extend(id, before, wish);
			segment.bytes = await this.had(key, wish.least, extended);
		});
	}

	/**
	 * Checks and publishes. A segment that is still open stays pending; one
	 * that is refused for any other reason is freed.
	 */
	seal(segment: PendingSegment, asked?: number): Promise<StoredVersion> {
		return this.#inOrder(segment, async () => {
			const { id, key, kind, replace, ttlMs, options } = segment;
			const bytes = asked ?? segment.bytes;
			checkSealed(segment, bytes);
			try {
				const path = this.path(segment);
				const facts = await this.#storage.run("seal", { path, kind, bytes });
				checkVacant(this.#shelf, key, replace);
				const stored = this.#shelf.publish({
					...facts,
					key,
					kind,
					segment: id,
					lastUsedMs: facts.createdMs,
					options: {
						...options,
						expiresMs: ttlMs === undefined ? null : Date.now() + ttlMs,
					},
				});
				this.#end(segment);
				this.#memory.quota.release(segment.bytes - stored.bytes, "pending");
				this.#memory.quota.move(stored.bytes, "pending", "used");
				return stored;
			} catch (error) {
				if (!isStillOpen(error)) await this.#free(segment);
				throw this.#explain(key, bytes, error);
			}
		});
	}

	/** Gives a segment back, after what is under way with it. */
	async abort(segment: PendingSegment): Promise<void> {
		if (segment.isOver) return;
		segment.isAborted = true;
		await this.#inOrder(segment, () => this.#free(segment)).catch((error) => {
			// Sealed or freed meanwhile: nothing is left to give back.
			if (!(error instanceof NotFoundError)) throw error;
		});
	}

	/** Waits until nothing is under way. */
	async idle(): Promise<void> {
		await Promise.all([...this.#segments].map(({ last }) => last));
	}

	/** What to say of bytes that are not to be had. */
	#refusal(key: string, bytes: number, cause?: FileError): OutOfMemoryError {
		const { quota } = this.#memory;
		return outOfMemory(key, bytes, quota, this.#shelf, this, cause);
	}

	path(segment: PendingSegment): string {
		return this.#files.segmentPath(segment.id);
	}

	async #inOrder<T>(
		segment: PendingSegment,
		task: () => Promise<T>,
	): Promise<T> {
		const turn = segment.last.then(() => {
			if (segment.isOver) throw unknownSegment(segment.id);
			return task();
		});
		segment.last = turn.catch(() => undefined);
		return await turn;
	}

	/**
	 * Waits for memory that was asked for. @returns how much it is
	 * @throws {OutOfMemoryError} when it is not had, with the reason where the
	 * quota has room but the machine has not
	 */
	async had(
		key: string,
		bytes: number,
		given: Promise<number>,
	): Promise<number> {
		try {
			const has = await given;
			if (has > 0) return has;
		} catch (error) {
			throw this.#explain(key, bytes, error);
		}
		throw this.#refusal(key, bytes);
	}

	#explain(key: string, bytes: number, error: unknown): unknown {
		const isFull = error instanceof FileError && error.code === "disk_full";
		return isFull ? this.#refusal(key, bytes, error) : error;
	}

	async #free(segment: PendingSegment): Promise<void> {
		this.#end(segment);
		await this.#memory.giveBack(segment.id, segment.bytes, "pending");
	}

	#end(segment: PendingSegment): void {
		segment.isOver = true;
		this.#segments.delete(segment);
	}

	#randomKey(): string {
		for (;;) {
			const key = randomBytes(5).toString("hex");
			if (!this.#shelf.has(key)) return key;
		}
	}
}

function wishFor(
	bytes: number,
	least = bytes,
): { bytes: number; least: number } {
	return { bytes, least: Math.max(0, Math.min(least, bytes)) };
}

function isStillOpen(error: unknown): boolean {
	return (error as { code?: unknown }).code === "still_open";
}
