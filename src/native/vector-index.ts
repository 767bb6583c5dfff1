import type { Pointer } from "bun:ffi";
import { loadNative } from "./library.ts";
import { checkFileStatus, checkStatus } from "./status.ts";

/** as_metric of native/include/arrowshelf.h. */
export const nativeMetric = { l2: 0, ip: 1, cosine: 2, haversine: 3 } as const;
export type NativeMetric = keyof typeof nativeMetric;

const kindNames = ["flat", "ivf", "tree", "hnsw", "factory"] as const;
/** as_index_kind by name. */
export type VectorIndexKind = (typeof kindNames)[number];

/** What kind of index it is, and how large. */
export interface VectorIndexInfo {
	readonly kind: VectorIndexKind;
	readonly metric: NativeMetric;
	readonly dimension: number;
	/** Lists of an IVF index, else 0. */
	readonly nlist: number;
	/** Lists visited unless a search says otherwise, else 0. */
	readonly nprobe: number;
	/** The same of an HNSW index, else 0. */
	readonly efSearch: number;
	readonly trained: boolean;
	/** Vectors in it. */
	readonly count: number;
}

/** A row-major matrix [rows x dimension] by its address: float32, but for a
 * wide tree float64. */
export interface MatrixAddress {
	readonly values: number;
	readonly rows: number;
	readonly dimension: number;
}

/**
 * One index of the native library. The object owns the handle: `dispose()` or
 * `using` frees it, when no search is running. The handle is a number that
 * every thread of the process can search with.
 */
export class VectorIndex implements Disposable {
	#handle: number;

	private constructor(handle: number) {
		this.#handle = handle;
	}

	/** Takes over a handle that one of the create calls gave. */
	static adopt(handle: number): VectorIndex {
		return new VectorIndex(handle);
	}

	/** A flat index that reads `points` in place: hold them until disposal. */
	static createFlat(points: MatrixAddress, metric: NativeMetric): VectorIndex {
		return created("create a flat index", (out) =>
			loadNative().as_index_create_flat(
				points.dimension,
				nativeMetric[metric],
				points.rows,
				points.values as Pointer,
				out,
			),
		);
	}

	/** An empty IVF-Flat index: train, then add. */
	static createIvfFlat(
		dimension: number,
		nlist: number,
		metric: NativeMetric,
	): VectorIndex {
		return created("create an IVF index", (out) =>
			loadNative().as_index_create_ivf_flat(
				dimension,
				nativeMetric[metric],
				nlist,
				out,
			),
		);
	}

	/** An empty HNSW index: add.
	 * @param links neighbours that a vector keeps, 2 to 256: FAISS's M */
	static createHnsw(
		dimension: number,
		links: number,
		metric: NativeMetric,
	): VectorIndex {
		return created("create an HNSW index", (out) =>
			loadNative().as_index_create_hnsw(
				dimension,
				nativeMetric[metric],
				links,
				out,
			),
		);
	}

	/** An empty index of one of FAISS's factory strings: train, then add.
	 * @throws {RangeError} a string that FAISS does not understand, or of a kind
	 *   that is not supported */
	static createFactory(
		dimension: number,
		description: string,
		metric: NativeMetric,
	): VectorIndex {
		const what = `create an index of factory string ${JSON.stringify(description)}`;
		return created(what, (out) =>
			loadNative().as_index_create_factory(
				dimension,
				nativeMetric[metric],
				Buffer.from(`${description}\0`),
				out,
			),
		);
	}

	/** An exact tree over a copy of `points`, Euclidean, up to 16 dimensions;
	 * the same for any number of threads. */
	static createTree(points: MatrixAddress, threads: number): VectorIndex {
		return created("build the tree", (out) =>
			loadNative().as_index_create_tree(
				points.dimension,
				points.rows,
				points.values as Pointer,
				threads,
				out,
			),
		);
	}

	/** The same tree over float64 `points`, which it borrows: found in float32 less
	 * `centre` (address of float64 [dimension], or 0), told in float64. */
	static createMixedTree(
		points: MatrixAddress & { readonly centre: number },
		threads: number,
	): VectorIndex {
		return created("build the tree", (out) =>
			loadNative().as_index_create_tree_mixed(
				points.dimension,
				points.rows,
				points.values as Pointer,
				points.centre as Pointer,
				threads,
				out,
			),
		);
	}

	/** The same tree of float64 throughout; haversine: of unit vectors. */
	static createWideTree(
		points: MatrixAddress,
		metric: NativeMetric,
		threads: number,
	): VectorIndex {
		return created("build the tree", (out) =>
			loadNative().as_index_create_tree_wide(
				points.dimension,
				nativeMetric[metric],
				points.rows,
				points.values as Pointer,
				threads,
				out,
			),
		);
	}

	/** Reads FAISS's file format.
	 * @throws {InvalidTableError} `invalid_index` */
	static read(path: string, metric: NativeMetric): VectorIndex {
		const out = new BigUint64Array(1);
		const name = Buffer.from(`${path}\0`);
		const status = loadNative().as_index_read(name, nativeMetric[metric], out);
		checkFileStatus(status, `read the index ${JSON.stringify(path)}`);
		return new VectorIndex(Number(out[0]));
	}

	/** The handle, for other threads. @throws {TypeError} after disposal */
	get handle(): number {
		if (this.#handle === 0) throw new TypeError("The index was disposed of");
		return this.#handle;
	}

	/** Trains an IVF index, repeatable for one seed. */
	train(
		points: Omit<MatrixAddress, "dimension">,
		options: { seed: number; threads: number },
	): void {
		checkStatus(
			loadNative().as_index_train(
				this.handle as Pointer,
				points.rows,
				points.values as Pointer,
				options.seed,
				options.threads,
			),
			"train the index",
		);
	}

	/** How far a search looks that does not say it: nprobe of an IVF index,
	 * efSearch of an HNSW index. */
	setEffort(effort: number): void {
		const handle = this.handle as Pointer;
		const status = loadNative().as_index_set_effort(handle, effort);
		checkStatus(status, "set how far a search looks");
	}

	/** Adds vectors to an index that is neither flat nor a tree; they get the next numbers. */
	add(points: Omit<MatrixAddress, "dimension">, threads: number): void {
		checkStatus(
			loadNative().as_index_add(
				this.handle as Pointer,
				points.rows,
				points.values as Pointer,
				threads,
			),
			"add to the index",
		);
	}

	/** Makes now what the first search of many queries would make; an IVF index
	 * of l2 in few dimensions has units then. */
	prepare(threads: number): void {
		const handle = this.handle as Pointer;
		const status = loadNative().as_index_prepare(handle, threads);
		checkStatus(status, "prepare the index for searching");
	}

	describe(): VectorIndexInfo {
		const info = new Uint8Array(40);
		const handle = this.handle as Pointer;
		const status = loadNative().as_index_describe(handle, info);
		checkStatus(status, "describe the index");
		const view = new DataView(info.buffer);
		const int = (at: number) => view.getInt32(at, true);
		return {
			kind: kindNames[int(0)] ?? "flat",
			metric: (["l2", "ip", "cosine", "haversine"] as const)[int(4)] ?? "l2",
			dimension: int(8),
			nlist: int(12),
			nprobe: int(16),
			efSearch: int(20),
			trained: int(24) === 1,
			count: Number(view.getBigInt64(32, true)),
		};
	}

	/** Vectors in each list of an IVF index [nlist]. */
	listSizes(): BigInt64Array {
		const sizes = new BigInt64Array(Math.max(1, this.describe().nlist));
		const handle = this.handle as Pointer;
		const status = loadNative().as_index_list_sizes(handle, sizes);
		checkStatus(status, "list the index's sizes");
		return sizes;
	}

	/** Units that a search of all vectors among themselves can be cut into. */
	unitCount(): number {
		return Number(loadNative().as_index_unit_count(this.handle as Pointer));
	}

	/** Writes FAISS's file format. */
	write(path: string): void {
		const name = Buffer.from(`${path}\0`);
		const status = loadNative().as_index_write(this.handle as Pointer, name);
		checkStatus(status, `write the index ${JSON.stringify(path)}`);
	}

	/** Writes the same over an open file's beginning; with fd -1 it only counts.
	 * @returns the bytes it takes */
	writeTo(fd: number): number {
		const bytes = new BigInt64Array(1);
		const handle = this.handle as Pointer;
		const status = loadNative().as_index_write_to(handle, fd, bytes);
		checkStatus(status, "write the index");
		return Number(bytes[0]);
	}

	/** Frees the index; doing so twice is harmless. */
	dispose(): void {
		if (this.#handle === 0) return;
		loadNative().as_index_free(this.#handle as Pointer);
		this.#handle = 0;
	}

	[Symbol.dispose](): void {
		this.dispose();
	}
}

function created(
	action: string,
	create: (out: BigUint64Array) => number,
): VectorIndex {
	const out = new BigUint64Array(1);
	checkStatus(create(out), action);
	return VectorIndex.adopt(Number(out[0]));
}
