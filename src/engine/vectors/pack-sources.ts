import { ownQueries } from "../answers/own-queries.ts";
import type { QuerySet } from "../answers/query-set.ts";
import type { Backend } from "../backends/backend.ts";
import type { ScaleFit } from "./fit-scale.ts";
import {
	type FittedSources,
	fitSources,
	type SharedOptions,
	type Sources,
} from "./fit-sources.ts";
import type { PackOptions } from "./pack-options.ts";
import type { PackedRows } from "./pack-rows.ts";
import type { Vectors } from "./sift-rows.ts";
import { type WideSource, wideSource } from "./wide-source.ts";

/** Points and queries as the search takes them. */
export interface PackedSources {
	readonly points: Vectors;
	readonly queries: QuerySet;
	readonly fit: ScaleFit;
	/** Null: narrowing changed nothing, or is told by other means. */
	readonly wide: WideSource | null;
}

/** Packs points and queries at a size that suits both: see `fitSources`. */
export async function packSources(
	backend: Backend,
	sources: Sources,
	shared: SharedOptions,
	includeSelf: boolean,
): Promise<PackedSources> {
	const fitted = await fitSources(backend, sources, shared);
	return await siftSources(backend, sources, shared, fitted, includeSelf);
}

/** Leaves out the rows that cannot be searched. Throws as `siftRows` does. */
export async function siftSources(
	backend: Backend,
	sources: Sources,
	shared: SharedOptions,
	fitted: FittedSources,
	includeSelf: boolean,
): Promise<PackedSources> {
	const { points, queries, fit, settled } = fitted;
	const sift = (rows: PackedRows, role: PackOptions["role"]) =>
		backend.sift(rows, { ...shared, role });
	const vectors =
		points === null
			? (settled?.vectors as Vectors)
			: await sift(points, "points");
	const wide = wideSource(backend, sources, shared, fitted);
	if (queries === null) {
		return {
			points: vectors,
			queries: ownQueries(vectors, includeSelf),
			fit,
			wide,
		};
	}
	const asked = await sift(queries, "queries");
	const { all: matrix, invalid } = asked;
	const apart = { asked: null, areThePoints: false, leaveSelfOut: false };
	return { points: vectors, queries: { matrix, invalid, ...apart }, fit, wide };
}
