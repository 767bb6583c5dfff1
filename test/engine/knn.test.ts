import { describe, test } from "bun:test";
import fc from "fast-check";
import { knn } from "../../src/engine/knn.ts";
import type { Metric } from "../../src/engine/options.ts";
import type { KnnRequest } from "../../src/engine/request.ts";
import { expectNeighbors } from "../helpers/expect-neighbors.ts";
import { vectorSource } from "../helpers/vector-source.ts";

const seed = 20_251;

/** Values on a coarse grid make ties and duplicates; the others none. */
const value = (isCoarse: boolean) =>
	isCoarse
		? fc.integer({ min: -2, max: 2 })
		: fc.double({ min: -10, max: 10, noNaN: true }).map(Math.fround);

const question = fc
	.record({
		dimension: fc.integer({ min: 1, max: 20 }),
		isCoarse: fc.boolean(),
		pointCount: fc.integer({ min: 1, max: 500 }),
		queryCount: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
		k: fc.integer({ min: 1, max: 64 }),
		metric: fc.constantFrom<Metric>("l2", "ip", "cosine"),
		index: fc.constantFrom("auto", "exact", "flat", "ivf"),
		includeSelf: fc.boolean(),
		isList: fc.boolean(),
		batchRows: fc.integer({ min: 1, max: 600 }),
		offset: fc.integer({ min: 0, max: 9 }),
		cores: fc.constantFrom(1, 2, 6),
	})
	.chain((shape) => {
		const rows = (count: number) =>
			fc.array(
				fc.array(value(shape.isCoarse), {
					minLength: shape.dimension,
					maxLength: shape.dimension,
				}),
				{ minLength: count, maxLength: count },
			);
		return fc.record({
			shape: fc.constant(shape),
			points: rows(shape.pointCount),
			queries:
				shape.queryCount === undefined
					? fc.constant(undefined)
					: rows(shape.queryCount),
		});
	});

describe("knn()", () => {
	test("finds what brute force in float64 finds", async () => {
		await fc.assert(
			fc.asyncProperty(question, async ({ shape, points, queries }) => {
				const { dimension, metric, includeSelf, k, cores, index } = shape;
				const { isList, batchRows, offset } = shape;
				const table = { isList, batchRows, offset };
				const request = {
					points: vectorSource(points, dimension, table),
					queries: queries && vectorSource(queries, dimension, table),
					...{ k, metric, includeSelf, cores },
				};
				// All lists visited: exact.
				const nlist = Math.ceil(points.length / 50);
				const result = await knn(
					index === "ivf"
						? { ...request, index, nlist, nprobe: nlist }
						: ({ ...request, index } as KnnRequest),
				);
				expectNeighbors(result, { points, queries, metric, includeSelf });
			}),
			{ seed, numRuns: 100, endOnFailure: true },
		);
	});
});
