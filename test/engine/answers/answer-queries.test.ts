import { describe, expect, test } from "bun:test";
import { searchNeighbors } from "../../../src/engine/answers/search-neighbors.ts";
import type { KnnRequest } from "../../../src/engine/request.ts";
import { CancelledError } from "../../../src/errors.ts";
import { failure } from "../../helpers/failure.ts";
import { randomFrom } from "../../helpers/points.ts";
import { vectorSource } from "../../helpers/vector-source.ts";

function request(rows: number, how: Partial<KnnRequest>): KnnRequest {
	const random = randomFrom(3);
	const values = Array.from({ length: rows }, (_, row) => [
		row % 50 === 7 ? null : random(),
		random(),
		random(),
	]);
	return {
		points: vectorSource(values, 3),
		skipInvalid: true,
		cores: 2,
		...how,
	};
}

describe("answerQueries() adds up what nobody keeps", () => {
	test.each<[string, number, Partial<KnnRequest>]>([
		["of a tree", 0, { k: 10 }],
		["of a tree, itself included", 0, { k: 4, includeSelf: true }],
		["of a tree with many neighbours", 0, { k: 40 }],
		["of more neighbours than there are", 0, { k: 2000 }],
		["of lists, through blocks", 1, { k: 5, index: "flat" }],
	])("%s", async (_, leastBlocks, how) => {
		const asked = request(1500, how);
		let [blocks, sum, count] = [0, 0, 0];
		const kept = await searchNeighbors(asked, {
			kind: "blocks",
			write({ distances }) {
				for (const distance of distances) {
					if (Number.isNaN(distance)) continue;
					sum += distance;
					count += 1;
				}
			},
		});
		const forgotten = await searchNeighbors(asked, {
			kind: "blocks",
			forgets: true,
			write: () => {
				blocks += 1;
			},
		});
		const mean = forgotten.mean_distance ?? Number.NaN;
		expect(mean / (sum / count)).toBeCloseTo(1, 12);
		expect(mean / (kept.mean_distance ?? Number.NaN)).toBeCloseTo(1, 12);
		expect(Math.sign(blocks)).toBe(leastBlocks);
		expect(forgotten.queries).toBe(kept.queries);
	});

	test("in the same order whoever adds", async () => {
		const sink = { kind: "blocks", forgets: true, write() {} } as const;
		const means = [];
		for (const cores of [1, 2, 2, 3]) {
			const asked = request(40_000, { k: 3, cores });
			means.push((await searchNeighbors(asked, sink)).mean_distance);
		}
		expect(new Set(means).size).toBe(1);
	});

	test("until its signal", async () => {
		const stop = new AbortController();
		const sink = { kind: "blocks", forgets: true, write() {} } as const;
		const onProgress = () => stop.abort();
		const control = { signal: stop.signal, onProgress };
		const error = await failure(
			searchNeighbors(request(60_000, { k: 400 }), sink, control),
		);
		expect(error).toBeInstanceOf(CancelledError);
	});
});
