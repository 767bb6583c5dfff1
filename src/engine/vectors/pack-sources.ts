import type { QuerySet } from "../answers/query-set.ts";
import type { Backend } from "../backends/backend.ts";
import type { KnnRequest } from "../request.ts";
import type { PackOptions, Vectors } from "./pack-vectors.ts";

/** Points and queries as the search takes them. */
export interface PackedSources {
	readonly points: Vectors;
	readonly queries: QuerySet;
}

/** Packs the points, unless they are given already, and the queries. */
export async function packSources(
	backend: Backend,
	sources: Pick<KnnRequest, "points" | "queries">,
	shared: Omit<PackOptions, "role">,
	includeSelf: boolean,
	given?: Vectors,
): Promise<PackedSources> {
	const points =
		given ??
		(await backend.pack(sources.points, { ...shared, role: "points" }));
	if (sources.queries === undefined) {
		const { all: matrix, invalid } = points;
		const areThePoints = true;
		const leaveSelfOut = !includeSelf;
		return { points, queries: { matrix, invalid, areThePoints, leaveSelfOut } };
	}
	const { all: matrix, invalid } = await backend.pack(sources.queries, {
		...shared,
		role: "queries",
	});
	const apart = { areThePoints: false, leaveSelfOut: false };
	return { points, queries: { matrix, invalid, ...apart } };
}
