import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { InvalidTableError } from "../../errors.ts";
import { type NativeMetric, VectorIndex } from "../../native/vector-index.ts";
import type { OpenedIndex } from "../backends/backend.ts";
import { NativeIndex } from "../backends/native-index.ts";
import type { Plan } from "../planning/planner.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { matrixOver } from "../vectors/matrix.ts";
import type { Vectors } from "../vectors/sift-rows.ts";
import type { KeptIndex } from "./kept-index.ts";

/**
 * Maps a kept index. It is checked whole before anything is looked for in it.
 * @param points the table's; of their memory nothing is read
 * @throws {InvalidTableError} `invalid_index`
 */
export function openKeptIndex(
	crew: NativeCrew,
	kept: KeptIndex,
	plan: Plan,
	points: Vectors,
): OpenedIndex {
	const handle = readKeptIndex(kept);
	const { nprobe, efSearch } = handle.describe();
	const index = new NativeIndex(crew, handle, points, plan);
	return { index, carried: nprobe || efSearch || null };
}

/** The native index itself, the caller's to dispose.
 * @throws {InvalidTableError} `invalid_index` */
export function readKeptIndex({
	name,
	path,
	description,
}: KeptIndex): VectorIndex {
	const handle = VectorIndex.read(path, description.metric as NativeMetric);
	const { count, dimension, kind } = handle.describe();
	// Places on the Earth are indexed as points in space.
	const isOnEarth = description.metric === "haversine";
	const expected = isOnEarth ? 3 : description.dimension;
	const isOfKind = (kind === "tree") === (description.kind === "tree");
	if (count === description.count && dimension === expected && isOfKind) {
		return handle;
	}
	handle.dispose();
	throw new InvalidTableError(
		"invalid_index",
		`Cannot use the index ${JSON.stringify(name)}: it is of kind ${kind} and holds ${count} vectors of dimension ${dimension}, and says ${description.kind}, ${description.count} of ${expected}`,
	);
}

/** Points of which only the shape is known. */
export function unreadPoints(
	{ rowCount, dimension }: VectorSource,
	{ description, rowNumbers }: KeptIndex,
): Vectors {
	const nothing = new Float32Array(0);
	return {
		all: matrixOver(nothing, rowCount, dimension),
		valid: matrixOver(nothing, description.count, dimension),
		rowNumbers,
		invalid: null,
	};
}
