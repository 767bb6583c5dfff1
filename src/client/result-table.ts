import type { Table, Vector } from "apache-arrow";
import type { KnnResult } from "../engine/request.ts";

/**
 * The result of a search as an apache-arrow Table over the result's own
 * arrays: query uint64, neighbors fixed-size-list<int64, k>, distances
 * fixed-size-list<float32, k>.
 */
export async function resultTable(result: KnnResult): Promise<Table> {
	const arrow = await import("apache-arrow");
	const { k, queryCount, neighbors, distances } = result;
	const query = new BigUint64Array(queryCount);
	for (let row = 0; row < queryCount; row++) query[row] = BigInt(row);
	const rowsOf = (child: Vector) => {
		const item = new arrow.Field("item", child.type, false);
		const type = new arrow.FixedSizeList(k, item);
		const [data] = child.data;
		return arrow.makeVector(
			arrow.makeData({
				type,
				length: queryCount,
				nullCount: 0,
				...(data ? { child: data } : {}),
			}),
		);
	};
	return new arrow.Table({
		query: arrow.makeVector(query),
		neighbors: rowsOf(arrow.makeVector(neighbors)),
		distances: rowsOf(arrow.makeVector(distances)),
	});
}
