import type { TypeMap } from "apache-arrow";
import type { KeptIndex } from "../engine/kept/kept-index.ts";
import type { Sealed } from "../protocol/messages.ts";
import type { BuildIndexOptions, BuiltIndexInfo } from "./build-index.ts";
import type { Channel } from "./channel.ts";
import { fillSegment } from "./fill-segment.ts";
import type { KeptSearch } from "./find-kept-index.ts";
import type { KnnOptions, NeighborsWithin } from "./knn.ts";
import type { ShelvedTable } from "./knn-source.ts";
import type { NearestNeighbors } from "./nearest-neighbors.ts";
import type { KeptQuestion } from "./open-kept-index.ts";
import type { GetOptions } from "./open-lease.ts";
import type { SearcherOptions } from "./open-searcher.ts";
import { openSegment } from "./open-segment.ts";
import { openTable } from "./open-table.ts";
import { type GetManyOptions, openTables } from "./open-tables.ts";
import { type ParallelOptions, planParallel, runParallel } from "./parallel.ts";
import type { BatchSource } from "./put-batches.ts";
import { checkPutOptions, namedBy, type PutOptions } from "./put-options.ts";
import type { Searcher } from "./searcher.ts";
import { SegmentLease } from "./segment-lease.ts";
import { ShelfConnection } from "./shelf-connection.ts";
import { type TableInput, tableFromInput } from "./table-input.ts";
import type { TableLease } from "./table-lease.ts";
import { Watch, type WatchOptions } from "./watch.ts";
import { writeSegment } from "./write-segment.ts";

/**
 * A connection to the daemon, and through it the tables on one shelf. Made by
 * `connect()`. When the daemon goes away, what waits and every later call
 * fails with `ConnectionError` `connection_lost`; connect anew.
 *
 * Every method throws the family of src/errors.ts; a key that cannot name an
 * object is a `RangeError` before anything is sent.
 */
export class Shelf extends ShelfConnection {
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
		const { layoutTable } = await import("../arrow/layout-table.ts");
		const layout = layoutTable(await tableFromInput(table));
		const fill = (fd: number) => fillSegment(fd, layout, options);
		return (await this.putWritten(layout.byteLength, fill, options)).key;
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
	 * Nearest neighbours in a table on the shelf (`k`, or all within `radius`),
	 * found in this process by Workers that read the table in place.
	 * @param source a key, or a lease (which may be disposed meanwhile)
	 * @throws {InvalidQueryError} where the question does not fit the table
	 * @example
	 * const near = await shelf.knn("points", { k: 10, cores: 6 });
	 * const around = await shelf.knn("points", { radius: 250 });
	 */
	async knn(
		source: ShelvedTable,
		options: KnnOptions & { readonly radius: number },
	): Promise<NeighborsWithin>;
	async knn(
		source: ShelvedTable,
		options?: KnnOptions & { readonly radius?: undefined },
	): Promise<NearestNeighbors>;
	async knn(
		source: ShelvedTable,
		options: KnnOptions = {},
	): Promise<NearestNeighbors | NeighborsWithin> {
		// Before anything is awaited: a lease may be disposed at once.
		using held = new DisposableStack();
		for (const given of [source, options.queries]) {
			if (given instanceof SegmentLease) held.use(given.hold());
		}
		const { searchShelf } = await import("./knn.ts");
		return await searchShelf(this.channel, source, options);
	}

	/**
	 * Builds an index of a table and puts it on the shelf under a key of its own:
	 * HNSW unless `index` asks for another kind. It is of this version of the
	 * table, and searched by `knn(table, { index: "shelf:KEY" })`.
	 * @throws {RangeError} for options that cannot be meant, or kept
	 * @throws {ExistsError} `exists`, unless `replace`
	 * @throws {CancelledError} when `signal` is aborted
	 * @example
	 * await shelf.buildIndex("points", { key: "points.hnsw", index: "hnsw" });
	 */
	async buildIndex(
		source: ShelvedTable,
		options: BuildIndexOptions = {},
	): Promise<BuiltIndexInfo> {
		using held = new DisposableStack();
		if (source instanceof SegmentLease) held.use(source.hold());
		const { buildIndex } = await import("./build-index.ts");
		return await buildIndex(this.channel, source, options);
	}

	/**
	 * Opens a kept index of a table for one query at a time, on this thread,
	 * without a Worker or a request for each.
	 * @throws {InvalidTableError} `invalid_index`: it is not of this table as it
	 *   is now
	 * @example
	 * using searcher = await shelf.searcher("points", { index: "shelf:p.hnsw" });
	 * const { neighbors, distances } = searcher.search(query);
	 */
	async searcher(key: string, options: SearcherOptions): Promise<Searcher> {
		const { openSearcher } = await import("./open-searcher.ts");
		return await openSearcher(this.channel, key, options);
	}

	/**
	 * Leases an index to search a leased table with; `held` keeps it.
	 * @internal
	 */
	async openIndex(
		key: string,
		table: SegmentLease,
		question: KeptQuestion,
		held: DisposableStack,
	): Promise<KeptIndex> {
		const { openKeptIndex } = await import("./open-kept-index.ts");
		return await openKeptIndex(this.channel, key, table, question, held);
	}

	/**
	 * Looks for an index that suits a search of a leased table; `held` keeps it.
	 * @internal
	 */
	async findIndex(
		table: SegmentLease,
		search: KeptSearch,
		held: DisposableStack,
	): Promise<KeptIndex | undefined> {
		const { findKeptIndex } = await import("./find-kept-index.ts");
		return await findKeptIndex(this.channel, table, search, held);
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
		const plan = planParallel(module, options);
		if (source instanceof SegmentLease) return runParallel<R>(source, plan);
		using lease = await this.open(source);
		return await runParallel<R>(lease, plan);
	}
}

function isAsyncIterable(value: unknown): value is BatchSource {
	if (typeof value !== "object" || value === null) return false;
	return Symbol.asyncIterator in value;
}
