import type { TypeMap } from "apache-arrow";
import type { Sealed } from "../protocol/messages.ts";
import type { Channel } from "./channel.ts";
import type { GetOptions } from "./open-lease.ts";
import { openSegment } from "./open-segment.ts";
import { openTable } from "./open-table.ts";
import { openTableSource, type ShelvedTable } from "./open-table-source.ts";
import { type GetManyOptions, openTables } from "./open-tables.ts";
import type { ParallelOptions } from "./parallel.ts";
import type { BatchSource } from "./put-batches.ts";
import { checkPutOptions, namedBy, type PutOptions } from "./put-options.ts";
import type { SegmentLease } from "./segment-lease.ts";
import { ShelfSearches } from "./shelf-searches.ts";
import type { TableInput } from "./table-input.ts";
import type { TableLease } from "./table-lease.ts";
import { Watch, type WatchOptions } from "./watch.ts";

/**
 * A connection to the daemon, and through it the tables on one shelf. Made by
 * `connect()`. When the daemon goes away, what waits and every later call
 * fails with `ConnectionError` `connection_lost`; connect anew.
 *
 * Every method throws the family of src/errors.ts; a key that cannot name an
 * object is a `RangeError` before anything is sent.
 */
export class Shelf extends ShelfSearches {
	/**
	 * Puts a table on the shelf, written once, straight from its own buffers.
	 * @param table an apache-arrow Table, record batches, typed arrays by name,
	 *   or an async iterable of record batches, written as they come
	 * @returns the key
	 * @throws {ExistsError} `exists`, unless `replace`
	 * @throws {OutOfMemoryError} `out_of_memory`, with who holds what
	 */
	async put(
		table: TableInput | BatchSource,
		options: PutOptions = {},
	): Promise<string> {
		checkPutOptions(options);
		if (isAsyncIterable(table)) {
			const { putBatches } = await import("./put-batches.ts");
			return (await putBatches(this.channel, table, options)).key;
		}
		const { putTable } = await import("./put-table.ts");
		return (await putTable(this.channel, table, options)).key;
	}

	/**
	 * Puts an Arrow IPC file on the shelf, as it is; one that is compressed, or
	 * has a batch over 4 GiB, is written anew without either.
	 * @throws {FileError} `unreadable`, also when it shrinks while being read
	 * @throws {InvalidTableError} `invalid_table` where it is not sound
	 */
	async putFile(path: string, options: PutOptions = {}): Promise<Sealed> {
		checkPutOptions(options);
		const { putFile } = await import("./put-file.ts");
		return await putFile(this.channel, path, options);
	}

	/** Has `write` put an object in a way of its own. @internal */
	async putBy(
		write: (channel: Channel, options: PutOptions) => Promise<Sealed>,
		options: PutOptions = {},
	): Promise<Sealed> {
		checkPutOptions(options);
		return await write(this.channel, options);
	}

	/** Puts a file of `bytes` bytes on the shelf, which `write` fills.
	 * @internal */
	async putWritten(
		bytes: number,
		write: (fd: number) => Promise<void>,
		options: PutOptions = {},
	): Promise<Sealed> {
		checkPutOptions(options);
		const { writeSegment } = await import("./write-segment.ts");
		const object = { kind: "table", bytes, ...namedBy(options) } as const;
		return await writeSegment(this.channel, object, write);
	}

	/**
	 * Leases a table: `lease.table` is it, over shared memory. The newest version
	 * of a key that was got before needs no request while it is the newest.
	 * @throws {NotFoundError} `not_found`
	 */
	get<T extends TypeMap = TypeMap>(
		key: string,
		options: GetOptions = {},
	): Promise<TableLease<T>> {
		return openTable<T>(this.channel, key, options);
	}

	/**
	 * Leases several tables at one moment, in the order of their keys: all, or
	 * none. With `timeoutMs` it waits until all are there.
	 * @param keys at most 1,000, each once
	 * @throws {NotFoundError} `not_found`, without `timeoutMs`
	 * @throws {TimeoutError} `timeout`, with the missing `keys` in its details
	 * @throws {CancelledError} when `signal` is aborted
	 * @example
	 * const [x, y] = await shelf.getMany(["x", "y"], { timeoutMs: 30_000 });
	 */
	getMany<T extends TypeMap = TypeMap>(
		keys: readonly string[],
		options: GetManyOptions = {},
	): Promise<TableLease<T>[]> {
		return openTables<T>(this.channel, keys, options);
	}

	/**
	 * Every change on the shelf from now on, or of keys that match `pattern`
	 * (`*`, `?`). The daemon is asked at once: what this connection does later
	 * is seen; for what others do, await the watch's `ready`. A program that
	 * takes its events too slowly gets `cut_off` as the last one.
	 * @throws {ConnectionError} `connection_lost`, in the iteration
	 * @example
	 * for await (const { type, key } of shelf.watch("points*")) {
	 *   console.log(type, key);
	 * }
	 */
	watch(pattern?: string, options: WatchOptions = {}): Watch {
		return new Watch(this.channel, pattern, options);
	}

	/**
	 * Leases an object's bytes, without apache-arrow.
	 * @throws {NotFoundError} `not_found`
	 */
	open(key: string, options: GetOptions = {}): Promise<SegmentLease> {
		return openSegment(this.channel, key, options);
	}

	/**
	 * Leases a table's bytes.
	 * @throws {InvalidTableError} `invalid_table` for an index
	 * @internal
	 */
	async openTable(key: string, held: DisposableStack): Promise<SegmentLease> {
		return await openTableSource(this.channel, key, held);
	}

	/**
	 * Runs your function on chunks of a table, in Workers, without copying.
	 * @param module a file whose default export is a `ChunkFunction`
	 * @returns what the function returned, by chunk, in row order
	 * @throws what the function throws
	 * @example
	 * await shelf.parallel("points", new URL("./mean.ts", import.meta.url));
	 */
	async parallel<R = unknown>(
		source: ShelvedTable,
		module: URL | string,
		options: ParallelOptions = {},
	): Promise<R[]> {
		const { planParallel, runParallel } = await import("./parallel.ts");
		const plan = planParallel(module, options);
		using held = new DisposableStack();
		const lease = await openTableSource(this.channel, source, held);
		return await runParallel<R>(lease, plan);
	}
}

function isAsyncIterable(value: unknown): value is BatchSource {
	if (typeof value !== "object" || value === null) return false;
	return Symbol.asyncIterator in value;
}
