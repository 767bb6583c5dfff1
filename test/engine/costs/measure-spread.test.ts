import { describe, expect, test } from "bun:test";
import { nativeBackend } from "../../../src/engine/backends/native-backend.ts";
import { measureSpread } from "../../../src/engine/costs/measure-spread.ts";
import { checkKnnOptions } from "../../../src/engine/options.ts";
import { makeDataset, sourceOf } from "../../helpers/datasets.ts";
import { vectorSource } from "../../helpers/vector-source.ts";

const backend = nativeBackend(checkKnnOptions({}), {}, 20_000);

function measured(name: string, dimension: number) {
	const matrix = makeDataset(name, 20_000, dimension);
	return measureSpread(backend, sourceOf(matrix, dimension), 10);
}

describe("measureSpread()", () => {
	test.each([
		["uniform", 2, 2],
		["uniform", 3, 3],
		["uniform", 8, 8],
		["far from the origin", 5, 5],
		["one far outlier", 5, 5],
		["a surface", 8, 2],
		["a surface", 16, 2],
		["on a sphere", 6, 5],
	])("%s in %p dimensions spreads over %p", async (name, dimension, wanted) => {
		const { spread } = await measured(name, dimension);
		expect(spread).toBeGreaterThan(0.8 * wanted);
		expect(spread).toBeLessThanOrEqual(Math.max(dimension, 1.2 * wanted));
		if (wanted < dimension) expect(spread).toBeLessThan(1.25 * wanted);
	});

	test.each([
		["gaussian clusters", 16, 0.01, 0.03],
		["gaussian clusters", 8, 0.01, 0.03],
		["uniform", 16, 0.9, 1],
		["on a sphere", 12, 0.9, 1],
		["a surface", 16, 0, 0.05],
	])(
		"of %s in %p dimensions a share of %p to %p lies near",
		async (name, dimension, least, most) => {
			const { near } = await measured(name, dimension);
			expect(near).toBeGreaterThanOrEqual(least);
			expect(near).toBeLessThanOrEqual(most);
		},
	);

	test("passes over nulls, in any of the columns", async () => {
		const rows = Array.from({ length: 12_000 }, (_, i) => [
			i % 5 === 0 ? null : Math.sin(i),
			i % 7 === 0 ? null : Math.cos(3 * i),
			0,
		]);
		const source = vectorSource(rows, 3, { batchRows: 700, offset: 3 });
		const { spread } = await measureSpread(backend, source, 10);
		expect(spread).toBeLessThan(2.3);
	});

	test("is the dimension where nothing can be told", async () => {
		const equal = Array.from({ length: 500 }, () => [1, 2, 3, 4]);
		expect(await measureSpread(backend, vectorSource(equal, 4), 10)).toEqual({
			spread: 4,
			near: 1,
		});
		const few = [[1, 2, 3]];
		expect(await measureSpread(backend, vectorSource(few, 3), 10)).toEqual({
			spread: 3,
			near: 1,
		});
	});
});
