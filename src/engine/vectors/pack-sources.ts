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
		const { all: matrix, invalid, valid, rowNumbers } = points;
		// There is room for more rows than are valid.
		const names = rowNumbers?.subarray(0, valid.rows);
		const asked = names ? { matrix: valid, rowNumbers: names } : null;
		const own = { areThePoints: true, leaveSelfOut: !includeSelf };
		return { points, queries: { matrix, invalid, asked, ...own } };
	}
	const { all: matrix, invalid } = await backend.pack(sources.queries, {
		...shared,
		role: "queries",
	});
	const apart = { asked: null, areThePoints: false, leaveSelfOut: false };
	return { points, queries: { matrix, invalid, ...apart } };
}
