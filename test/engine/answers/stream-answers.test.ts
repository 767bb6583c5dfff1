import { describe, expect, test } from "bun:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ResultBlock } from "../../../src/engine/answers/result-sink.ts";
import { searchNeighbors } from "../../../src/engine/answers/search-neighbors.ts";
import { knn } from "../../../src/engine/knn.ts";
import type { KnnRequest } from "../../../src/engine/request.ts";
import { CancelledError } from "../../../src/errors.ts";
import { failure } from "../../helpers/failure.ts";
import { randomFrom } from "../../helpers/points.ts";
import { vectorSource } from "../../helpers/vector-source.ts";

type Rows = (readonly (number | null)[])[];

function uniform(rows: number, dimension: number, seed: number): Rows {
	const random = randomFrom(seed);
	return Array.from({ length: rows }, () =>
		Array.from({ length: dimension }, random),
	);
}

/** Every seventh row has a null. */
function withNulls(rows: Rows): Rows {
	return rows.map((row, i) => (i % 7 === 3 ? [null, ...row.slice(1)] : row));
}

/** Puts blocks together by row, slowly; counts how often a row came. */
class Gathered {
	readonly neighbors: BigInt64Array;
	readonly distances: Float32Array;
	readonly seen: Uint8Array;
	blocks = 0;
	#isWriting = false;

	constructor(rows: number, k: number) {
		this.neighbors = new BigInt64Array(rows * k);
		this.distances = new Float32Array(rows * k);
		this.seen = new Uint8Array(rows);
	}

	async write({ count, k, rows, first, ...block }: ResultBlock): Promise<void> {
		expect(this.#isWriting).toBe(false);
		this.#isWriting = true;
		this.blocks += 1;
		for (let turn = 0; turn < 20; turn++) await nextTurn();
		for (let i = 0; i < count; i++) {
			const row = rows === null ? first + i : Number(rows[i]);
			const [from, to] = [i * k, (i + 1) * k];
			this.neighbors.set(block.neighbors.subarray(from, to), row * k);
			this.distances.set(block.distances.subarray(from, to), row * k);
			this.seen[row] = (this.seen[row] ?? 0) + 1;
		}
		this.#isWriting = false;
	}
}

describe("searchNeighbors() gives a slow sink, block by block, what knn() holds", () => {
	const cases: [string, Rows, number, Partial<KnnRequest>][] = [
		["tree", uniform(6000, 3, 1), 3, {}],
		[
			"tree without the null rows",
			withNulls(uniform(6000, 3, 3)),
			3,
			{ skipInvalid: true },
		],
		["tree, itself included", uniform(3000, 3, 4), 3, { includeSelf: true }],
		["haversine", uniform(6000, 2, 5), 2, { metric: "haversine" }],
		["flat", uniform(3000, 12, 6), 12, { index: "flat" }],
		[
			"flat without the null rows",
			withNulls(uniform(3000, 12, 7)),
			12,
			{ index: "flat", skipInvalid: true },
		],
		[
			"ivf",
			uniform(3000, 12, 8),
			12,
			{ index: "ivf", nlist: 20, nprobe: 5, measureRecall: 100 },
		],
		[
			"faiss-node",
			withNulls(uniform(2000, 12, 9)),
			12,
			{ index: "flat", engine: "faiss-node", skipInvalid: true },
		],
		[
			"other queries",
			uniform(3000, 3, 10),
			3,
			{ queries: vectorSource(uniform(2500, 3, 11), 3) },
		],
		["no queries", uniform(100, 3, 12), 3, { queries: vectorSource([], 3) }],
	];
	test.each(cases)("%s", async (_, rows, dimension, options) => {
		const points = vectorSource(rows, dimension, { type: "float64" });
		for (const cores of [1, 2]) {
			const request = { points, k: 7, cores, ...options };
			const whole = await knn(request);
			const { k, queryCount } = whole;
			const gathered = new Gathered(queryCount, k);
			const summary = await searchNeighbors(request, {
				kind: "blocks",
				blockRows: 700,
				write: (block) => gathered.write(block),
			});
			expect(gathered.seen.every((count) => count === 1)).toBe(true);
			expect(sameBytes(gathered.neighbors, whole.neighbors)).toBe(true);
			expect(sameBytes(gathered.distances, whole.distances)).toBe(true);
			expect(summary.recall).toEqual(whole.summary.recall);
			expect(summary.mean_distance ?? 0).toBeCloseTo(
				whole.summary.mean_distance ?? 0,
				6,
			);
			if (queryCount > 1000) expect(gathered.blocks).toBeGreaterThan(1);
		}
	});
});

describe("searchNeighbors() ends", () => {
	const points = vectorSource(uniform(20_000, 3, 1), 3);
	const request = { points, cores: 2 };

	test("with what a sink throws, and can be called again", async () => {
		let blocks = 0;
		const error = await failure(
			searchNeighbors(request, {
				kind: "blocks",
				blockRows: 1000,
				async write() {
					blocks += 1;
					await nextTurn();
					if (blocks === 2) throw new RangeError("Full");
				},
			}),
		);
		expect(error).toEqual(new RangeError("Full"));
		expect(blocks).toBe(2);
		expect((await knn({ points, k: 1 })).queryCount).toBe(20_000);
	});

	test("at its signal, between two blocks", async () => {
		const controller = new AbortController();
		let blocks = 0;
		const error = await failure(
			searchNeighbors(
				request,
				{
					kind: "blocks",
					blockRows: 1000,
					write() {
						blocks += 1;
						controller.abort();
					},
				},
				{ signal: controller.signal },
			),
		);
		expect(error).toBeInstanceOf(CancelledError);
		expect(blocks).toBeLessThan(4);
	});
});

/** NaN equals NaN so. */
function sameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
	const [one, other] = [a, b].map(({ buffer, byteOffset, byteLength }) =>
		Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength),
	);
	return one !== undefined && other !== undefined && one.equals(other);
}
