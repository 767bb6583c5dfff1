import { expect, test } from "bun:test";
import { knn } from "../../src/engine/knn.ts";
import { randomFrom } from "../helpers/points.ts";
import { vectorSource } from "../helpers/vector-source.ts";

/** What a filter leaves out: no scale suits it beside the rest. */
const odd = [1e-30, 3e37, Number.NaN];

test.each([
	["float32", false, "flat"],
	["float32", true, "flat"],
	["float64", false, "flat"],
	["float64", false, "auto"],
] as const)(
	"what a filter leaves out decides on no scale and no recheck: %s, list %p, %s",
	async (type, isList, index) => {
		const random = randomFrom(2);
		const kept = Array.from({ length: 300 }, () => [
			Math.fround(random()),
			Math.fround(random()),
			Math.fround(random()),
		]);
		const rows = kept.flatMap((row, i) => [
			row,
			[odd[i % 3] ?? 0, i % 2 === 0 ? 0.1 : 1e-25, 1],
		]);
		const excluded = Uint8Array.from(rows, (_, row) => row % 2);
		const filter = { excluded, passed: kept.length, text: "" };
		const table = vectorSource(rows, 3, { type, isList, batchRows: 600 });
		const own = await knn({ points: { ...table, filter }, index, k: 4 });
		const alone = await knn({
			points: vectorSource(kept, 3, { type, isList }),
			index,
			k: 4,
		});
		expect(own.summary.index.reason).toBe(alone.summary.index.reason);
		for (let row = 0; row < rows.length; row += 2) {
			const at = (row / 2) * 4;
			const wanted = alone.distances.slice(at, at + 4);
			expect(own.distances.slice(row * 4, row * 4 + 4)).toEqual(wanted);
		}
	},
);
