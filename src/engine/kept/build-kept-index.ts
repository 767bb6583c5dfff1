import { writeSync } from "node:fs";
import { nativeBackend } from "../backends/native-backend.ts";
import type { NativeIndex } from "../backends/native-index.ts";
import { checkSources } from "../check-sources.ts";
import { checkKnnOptions, type KnnOptions } from "../options.ts";
import { type IndexChoice, keptKey } from "../planning/index-choice.ts";
import { prepareSearch } from "../planning/prepare-search.ts";
import type { KnnControl, KnnRequest } from "../request.ts";
import { centreOf } from "../vectors/centre.ts";
import { divideCentre } from "../vectors/divide-centre.ts";
import { type KeptDescription, keptTail } from "./kept-tail.ts";

/** Which version of which table the points are. */
export type KeptSource = Pick<KeptDescription, "table" | "version">;

/** An index that is ready to be written, the caller's to dispose. */
export interface KeptIndexFile extends Disposable {
	readonly byteLength: number;
	readonly description: KeptDescription;
	/** Lists to visit of an IVF index, efSearch of an HNSW index, else null. */
	readonly effort: number | null;
	/** Why it is as it is. */
	readonly reason: string;
	/** Fills the file. */
	write(fd: number): Promise<void>;
}

/**
 * Builds an index to be kept, in FAISS's file format or, a tree, in ours, with
 * the tail that says what it is of. It carries the effort that reaches the recall asked for.
 * @throws as `knn` does
 */
export async function buildKeptIndex(
	request: KnnRequest,
	source: KeptSource,
	control: KnnControl = {},
): Promise<KeptIndexFile> {
	const asked = { ...request, index: keptChoice(request) };
	const options = checkKnnOptions(asked);
	checkSources(asked);
	const backend = nativeBackend(options, control, request.points.rowCount);
	const prepared = await prepareSearch(backend, asked, options, control);
	const { points, plan, fit } = prepared;
	const index = prepared.index as NativeIndex;
	const whole = options.metric === "l2" ? centreOf(request.points) : null;
	// A tree of float64 rows centres them itself.
	const centre = points.all.isWide
		? divideCentre(request.points, whole).whole
		: whole;
	const description = {
		...source,
		columns: request.points.columns.map(({ name }) => name),
		kind: plan.kind,
		metric: options.metric,
		dimension: request.points.dimension,
		rows: request.points.rowCount,
		count: points.valid.rows,
		k: options.k,
		recall: prepared.choice === null ? null : options.recallTarget,
		effort: plan.nprobe,
		precision: plan.precision,
		centre: centre && [...centre],
		// The direction of a row is that of any multiple.
		scale: options.metric === "cosine" ? 1 : fit.points,
	};
	const bytes = index.fileBytes();
	const tail = keptTail({ description, rowNumbers: trimmed(points) }, bytes);
	const byteLength = tail.reduce((sum, piece) => sum + piece.byteLength, bytes);
	return {
		byteLength,
		description,
		effort: plan.nprobe,
		reason: plan.reason,
		async write(fd) {
			await index.writeTo(fd, plan.nprobe);
			let at = bytes;
			for (const piece of tail) at += writeWhole(fd, piece, at);
		},
		[Symbol.dispose]: () => index[Symbol.dispose](),
	};
}

/**
 * What kind is built: a graph unless another is asked for, of places on the
 * Earth an exact tree. Where a tree does not suit, searching exactly needs no
 * index but the vectors themselves.
 * @throws {RangeError} what cannot be kept
 */
export function keptChoice({ index, metric, engine }: KnnOptions): IndexChoice {
	if ((engine ?? "native") !== "native") {
		throw new RangeError(
			`Cannot keep an index of engine "${engine}": expected engine native`,
		);
	}
	if (index !== undefined && keptKey(index) !== undefined) {
		throw new RangeError(
			`Cannot build the index "${index}": expected a kind of index, such as hnsw`,
		);
	}
	const isOpen = index === undefined || index === "auto";
	if (isOpen) return metric === "haversine" ? "exact" : "hnsw";
	return index;
}

/** There is room for more rows than are valid. */
function trimmed({
	rowNumbers,
	valid,
}: {
	rowNumbers: BigInt64Array | null;
	valid: { rows: number };
}): BigInt64Array | null {
	return rowNumbers?.subarray(0, valid.rows) ?? null;
}

function writeWhole(fd: number, piece: Uint8Array, at: number): number {
	for (let done = 0; done < piece.byteLength; ) {
		done += writeSync(fd, piece, done, piece.byteLength - done, at + done);
	}
	return piece.byteLength;
}
