import { expect, test } from "bun:test";
import {
	closeJob,
	controlWords,
	joinJob,
	takeChunks,
	workersFor,
} from "../../../src/engine/pool/chunks.ts";

function newControl(): Int32Array {
	return new Int32Array(new SharedArrayBuffer(4 * controlWords.count));
}

test("joinJob() is refused once closeJob() has counted who joined", () => {
	const control = newControl();
	expect([joinJob(control), joinJob(control)]).toEqual([true, true]);
	expect(closeJob(control)).toBe(2);
	expect(joinJob(control)).toBe(false);
	expect(closeJob(control)).toBe(2);
});

test("takeChunks() covers all units in order, none twice, none beyond", () => {
	for (const [units, first, least, most] of [
		[1, 5, 1, 9],
		[1000, 1, 1, 7],
		[1000, 64, 64, 64],
		[12_345, 10, 100, 5000],
	] as const) {
		const chunks: [number, number][] = [];
		const taking = takeChunks(
			newControl(),
			{ units, first, least, most },
			1,
			(at, count) => {
				chunks.push([at, count]);
				return undefined;
			},
		);
		// It yields after each chunk.
		let turns = 0;
		while (!taking.next().done) turns += 1;
		expect(turns).toBe(chunks.length);
		let next = 0;
		for (const [at, count] of chunks) {
			expect(at).toBe(next);
			expect(count).toBeGreaterThan(0);
			expect(count).toBeLessThanOrEqual(most);
			next += count;
		}
		expect(next).toBe(units);
	}
});

test("takeChunks() begins no chunk after a stop", () => {
	const control = newControl();
	let calls = 0;
	const chunking = { units: 100, first: 1, most: 1 };
	const taking = takeChunks(control, chunking, 1, () => {
		calls += 1;
		if (calls === 3) Atomics.store(control, controlWords.stop, 1);
		return undefined;
	});
	while (!taking.next().done);
	expect(calls).toBe(3);
});

test("workersFor() gives no more Workers than chunks", () => {
	expect(workersFor({ units: 10, first: 1 }, 256)).toBe(10);
	expect(workersFor({ units: 10, first: 4, least: 4 }, 256)).toBe(3);
	expect(workersFor({ units: 1, first: 1 }, 6)).toBe(1);
	expect(workersFor({ units: 1000, first: 1 }, 6)).toBe(6);
});
