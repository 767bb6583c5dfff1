import type { Table, Vector } from "apache-arrow";
import type { OutputColumn } from "../arrow/layout-columns.ts";

/**
 * The columns of a search's result as an apache-arrow Table, over the same
 * arrays: numbers, or lists of `size` of them a row.
 */
export async function resultTable(
	columns: readonly OutputColumn[],
	rowCount: number,
): Promise<Table> {
	const arrow = await import("apache-arrow");
	const listsOf = (child: Vector, size: number) => {
		const item = new arrow.Field("item", child.type, false);
		const type = new arrow.FixedSizeList(size, item);
		const [data] = child.data;
		return arrow.makeVector(
			arrow.makeData({
				type,
				length: rowCount,
				nullCount: 0,
				...(data ? { child: data } : {}),
			}),
		);
	};
	const vectors = columns.map(({ name, type, values }): [string, Vector] => {
		const vector: Vector = arrow.makeVector(values);
		return type.kind === "fixed_size_list"
			? [name, listsOf(vector, type.size)]
			: [name, vector];
	});
	return new arrow.Table(Object.fromEntries(vectors));
}
