import { ptr } from "bun:ffi";
import { expect, test } from "bun:test";
import fc from "fast-check";
import {
	searchIndex,
	searchIndexUnits,
} from "../../src/native/index-search.ts";
import { VectorIndex } from "../../src/native/vector-index.ts";
import { hardData, makeHardData } from "../helpers/hard-data.ts";
import { randomFrom } from "../helpers/points.ts";

const search = fc.record({
	kind: fc.constantFrom("tree", "flat"),
	data: fc.constantFrom(...Object.keys(hardData)),
	rows: fc.integer({ min: 1, max: 900 }),
	dimension: fc.integer({ min: 1, max: 16 }),
	k: fc.integer({ min: 1, max: 40 }),
	/** Where the queries are cut, as shares of them. */
	cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
	includeSelf: fc.boolean(),
	seed: fc.nat(),
});

test("searching in pieces, cut anywhere, answers bit by bit as at once", () => {
	fc.assert(
		fc.property(search, ({ kind, data, rows, dimension, k, ...asked }) => {
			const matrix = Float32Array.from(
				makeHardData(data, rows, dimension, randomFrom(asked.seed)),
			);
			const points = { values: ptr(matrix), rows, dimension };
			using index =
				kind === "tree"
					? VectorIndex.createTree(points, 1)
					: VectorIndex.createFlat(points, "l2");
			const answer = (pieces: readonly number[]) => {
				const distances = new Float32Array(rows * k);
				const neighbors = new BigInt64Array(rows * k);
				for (const [i, first] of pieces.entries()) {
					const count = (pieces[i + 1] ?? rows) - first;
					if (count === 0) continue;
					searchIndex({
						index: index.handle,
						isWide: false,
						queries: ptr(matrix, first * dimension * 4),
						rows: count,
						firstQuery: asked.includeSelf ? -1 : first,
						rowNumbers: 0,
						k,
						nprobe: 0,
						distances: ptr(distances, first * k * 4),
						neighbors: ptr(neighbors, first * k * 8),
					});
				}
				return bytesOf(distances, neighbors);
			};
			const cuts = asked.cuts.map((share) => Math.floor(share * (rows - 1)));
			const whole = answer([0]);
			expect(answer([0, ...cuts.sort((a, b) => a - b)])).toEqual(whole);
			if (kind === "tree") {
				const { includeSelf } = asked;
				expect(answerByLeaves(index, rows, k, includeSelf)).toEqual(whole);
			}
		}),
		{ seed: 11, numRuns: 150 },
	);
});

/** Leaf by leaf, one call each. */
function answerByLeaves(
	index: VectorIndex,
	rows: number,
	k: number,
	includeSelf: boolean,
): Buffer {
	const distances = new Float32Array(rows * k);
	const neighbors = new BigInt64Array(rows * k);
	for (let first = 0; first < index.unitCount(); first++) {
		searchIndexUnits({
			index: index.handle,
			first,
			count: 1,
			rowNumbers: 0,
			k,
			includeSelf,
			rows: 0,
			distances: ptr(distances),
			neighbors: ptr(neighbors),
		});
	}
	return bytesOf(distances, neighbors);
}

function bytesOf(distances: Float32Array, neighbors: BigInt64Array): Buffer {
	return Buffer.concat([
		Buffer.from(distances.buffer),
		Buffer.from(neighbors.buffer),
	]);
}
