import type { OutputColumn } from "../../arrow/layout-columns.ts";
import { rowColumn } from "../vectors/row-column.ts";
import type { ClusterResult } from "./cluster-result.ts";

/** Clusters as the columns of a table, a row a row: `row` uint64, `cluster`
 * int32, and of kmeans `distance` float32, of dbscan `core` uint8. */
export function clusterColumns({
	labels,
	distances,
	core,
}: ClusterResult): OutputColumn[] {
	const columns: OutputColumn[] = [
		rowColumn("row", labels.length),
		{
			name: "cluster",
			type: { kind: "int", bits: 32, signed: true },
			values: labels,
		},
	];
	if (distances !== null) {
		const type = { kind: "float", bits: 32 } as const;
		columns.push({ name: "distance", type, values: distances });
	}
	if (core !== null) {
		const type = { kind: "int", bits: 8, signed: false } as const;
		columns.push({ name: "core", type, values: core });
	}
	return columns;
}
