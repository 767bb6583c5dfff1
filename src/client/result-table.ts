import type { Data, Table, Vector } from "apache-arrow";
import type { OutputColumn } from "../arrow/layout-columns.ts";

/**
 * The columns of a search's result as an apache-arrow Table, over the same
 * arrays: numbers, or lists of them a row.
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
	const listsAt = (child: Vector, valueOffsets: Int32Array) => {
		const type = new arrow.List(new arrow.Field("item", child.type, false));
		const data = child.data[0] as Data;
		const counts = { length: rowCount, nullCount: 0 };
		return arrow.makeVector(
			arrow.makeData({ type, ...counts, valueOffsets, child: data }),
		);
	};
	const vectors = columns.map(
		({ name, type, values, offsets }): [string, Vector] => {
			const vector: Vector = arrow.makeVector(values);
			if (offsets !== undefined) return [name, listsAt(vector, offsets)];
			return type.kind === "fixed_size_list"
				? [name, listsOf(vector, type.size)]
				: [name, vector];
		},
	);
	return new arrow.Table(Object.fromEntries(vectors));
}
