import { expect, test } from "bun:test";
import fc from "fast-check";
import { createFound } from "../../../src/engine/answers/found.ts";
import { spreadAnswers } from "../../../src/engine/answers/spread-answers.ts";
import { addressOf } from "../../../src/engine/vectors/address.ts";

test("spreadAnswers() puts answers at their rows and names neighbours, by any steps", async () => {
	const marks = fc.array(fc.boolean(), { minLength: 1, maxLength: 60 });
	const sizes = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat({ max: 90 }));
	await fc.assert(
		fc.asyncProperty(marks, sizes, async (isAsked, [k, valuesOfStep]) => {
			const rows = isAsked.length;
			const asked = isAsked.flatMap((is, row) => (is ? BigInt(row) : []));
			const rowNumbers = new BigInt64Array(new ArrayBuffer(8 * rows)).subarray(
				0,
				asked.length,
			);
			rowNumbers.set(asked);
			const found = createFound(rows, k);
			const { neighbors, distances } = found;
			neighbors.fill(77n);
			distances.fill(77);
			// The last neighbour of every answer is missing.
			for (let at = 0; at < asked.length * k; at++) {
				const isMissing = at % k === k - 1;
				neighbors[at] = isMissing ? -1n : BigInt((at * 7) % asked.length);
				distances[at] = isMissing ? Number.NaN : at;
			}
			const before = neighbors.slice();
			const places = {
				rows,
				k,
				distances: addressOf(distances),
				neighbors: addressOf(neighbors),
				holds: found,
			};
			await spreadAnswers(places, rowNumbers, valuesOfStep);
			for (const [row, is] of isAsked.entries()) {
				const answer = asked.indexOf(BigInt(row));
				for (let j = 0; j < k; j++) {
					const number = is ? before[answer * k + j] : -1n;
					const isMissing = number === undefined || number < 0n;
					const name = isMissing ? -1n : asked[Number(number)];
					expect(neighbors[row * k + j]).toBe(name as bigint);
					const distance = isMissing ? Number.NaN : answer * k + j;
					expect(distances[row * k + j]).toBe(distance);
				}
			}
		}),
		{ numRuns: 300, seed: 5 },
	);
});
