import { describe, expect, test } from "bun:test";
import { heatmap } from "../../../src/engine/analysis/heatmap.ts";
import { CancelledError } from "../../../src/errors.ts";
import { failure } from "../../helpers/failure.ts";
import { randomFrom } from "../../helpers/points.ts";
import { vectorSource } from "../../helpers/vector-source.ts";

const grid = (columns: number, rows: number) => () => ({ columns, rows });
const shared = { bounds: null, skipInvalid: false };
const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);

describe("heatmap()", () => {
	test("counts each row in the cell that it lies in, and takes means", async () => {
		const random = randomFrom(4);
		const rows = Array.from({ length: 3000 }, () => [
			4 * random() - 1,
			random(),
			100 * random(),
		]);
		for (const type of ["float64", "float32"] as const) {
			const map = await heatmap({
				...shared,
				source: vectorSource(rows, 3, { type, batchRows: 800, offset: 3 }),
				bounds: { x: [0, 3], y: [0, 1] },
				cellsOf: grid(6, 4),
			});
			const inside = rows.filter(([x = 0]) => x >= 0);
			expect(map.outside).toBe(3000 - inside.length);
			for (let row = 0; row < 4; row++) {
				for (let column = 0; column < 6; column++) {
					const within = inside.filter(
						([x = 0, y = 0]) =>
							Math.floor(2 * x) === column && Math.floor(4 * y) === row,
					);
					const cell = row * 6 + column;
					expect(map.counts[cell]).toBe(within.length);
					const total = within.reduce((all, [, , v = 0]) => all + v, 0);
					expect(map.means?.[cell]).toBeCloseTo(total / within.length, 4);
				}
			}
		}
	});

	test("shows all rows unless a few lie far out, and says how many do", async () => {
		const random = randomFrom(5);
		const rows = Array.from({ length: 20_000 }, () => [random(), random()]);
		const all = await heatmap({
			...shared,
			source: vectorSource(rows, 2),
			cellsOf: grid(10, 10),
		});
		expect(all).toMatchObject({ outside: 0, rowCount: 20_000 });
		expect(sum(all.counts)).toBe(20_000);
		expect(all.bounds.x[0]).toBeLessThan(0);
		expect(all.bounds.x[1]).toBeLessThan(1.05);
		rows[77] = [1e9, 0.5];
		const most = await heatmap({
			...shared,
			source: vectorSource(rows, 2),
			cellsOf: grid(10, 10),
		});
		expect(most.outside).toBe(1);
		expect(most.bounds.x[1]).toBeLessThan(1.2);
		expect(sum(most.counts)).toBe(19_999);
	});

	test.each([
		["the ends of float64", -1.7e308, 1.7e308],
		["numbers that float64 has few digits of", 0, 4e-320],
		["a small part of large ones", 1e308, 1.0001e308],
	])("counts %s in all cells", async (_, low, high) => {
		const parts = 1000;
		const at = (part: number) => low * (1 - part) + high * part;
		const rows = Array.from({ length: parts }, (_, i) => [
			at(i / parts),
			at(((37 * i) % parts) / parts),
		]);
		const map = await heatmap({
			...shared,
			source: vectorSource(rows, 2, { type: "float64" }),
			cellsOf: grid(10, 5),
		});
		expect(map.bounds.x[0]).toBeLessThanOrEqual(low);
		expect(map.bounds.x.every(Number.isFinite)).toBe(true);
		expect(sum(map.counts)).toBe(parts);
		expect(map.counts.filter((count) => count > 5)).toHaveLength(50);
	});

	test.each(["int16", "int64", "float16", "uint8"])(
		"reads %s",
		async (type) => {
			// float16 is given by its bits.
			const [one, two, three, four] =
				type === "float16" ? [0x3c00, 0x4000, 0x4200, 0x4400] : [1, 2, 3, 4];
			const rows = [
				[one, two],
				[three, two],
				[three, four],
			] as number[][];
			const map = await heatmap({
				...shared,
				source: vectorSource(rows, 2, { type }),
				bounds: { x: [1, 3], y: [2, 4] },
				cellsOf: grid(2, 2),
			});
			expect([...map.counts]).toEqual([1, 1, 0, 1]);
			expect(map.means).toBeNull();
		},
	);

	test("refuses rows without place, or leaves them out", async () => {
		const rows = [
			[0, 0],
			[null, 1],
			[Number.NaN, 2],
			[1, 1],
		];
		const source = vectorSource(rows, 2, { type: "float64" });
		const cellsOf = grid(3, 3);
		const refused = await failure(heatmap({ ...shared, source, cellsOf }));
		expect(refused.message).toBe(
			"Cannot draw 2 of the 4 rows: they hold null, NaN or infinity, the first in row 1; leave them out with --skip-invalid",
		);
		const map = await heatmap({
			source,
			cellsOf,
			bounds: null,
			skipInvalid: true,
		});
		expect(map).toMatchObject({ invalid: 2, rowCount: 4 });
		expect(sum(map.counts)).toBe(2);
		const none = vectorSource([[null, 1]], 2);
		const empty = await failure(
			heatmap({ source: none, cellsOf, bounds: null, skipInvalid: true }),
		);
		expect(empty.message).toContain("at least 1 row");
	});

	test("draws equal rows, refuses a list, and ends when cancelled", async () => {
		const source = vectorSource(Array(5).fill([7, 0]), 2);
		const map = await heatmap({ ...shared, source, cellsOf: grid(3, 3) });
		expect([...map.counts]).toEqual([0, 0, 0, 0, 5, 0, 0, 0, 0]);
		const list = vectorSource([[1, 2]], 2, { isList: true });
		const cellsOf = grid(1, 1);
		const refused = await failure(
			heatmap({ ...shared, source: list, cellsOf }),
		);
		expect(refused.message).toContain("it is a list of 2");
		const signal = AbortSignal.abort(new CancelledError("cancelled", "stop"));
		const cancelled = heatmap({ ...shared, source, cellsOf }, { signal });
		expect(await failure(cancelled)).toBeInstanceOf(CancelledError);
	});
});
