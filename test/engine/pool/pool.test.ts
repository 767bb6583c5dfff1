import { afterAll, describe, expect, test } from "bun:test";
import type { Chunking } from "../../../src/engine/pool/chunks.ts";
import { WorkerPool } from "../../../src/engine/pool/pool.ts";
import type { Step } from "../../../src/engine/pool/take-part.ts";
import { CancelledError, NativeError } from "../../../src/errors.ts";
import type { MarkingJob } from "../../fixtures/marking-worker.ts";

const entry = "test/fixtures/marking-worker.ts";
let prepared = 0;
const pool = new WorkerPool<MarkingJob, number>(entry, () => {
	prepared += 1;
});
afterAll(() => pool.close());

/** So many units that no Worker ends them before the test does. */
const endless = 2 ** 30;

function cellsOf(count: number): Int32Array {
	return new Int32Array(new SharedArrayBuffer(4 * count));
}

/** Resolves when a Worker has changed cell 0 from 0. */
async function held(cells: Int32Array): Promise<void> {
	const wait = Atomics.waitAsync(cells, 0, 0);
	await wait.value;
}

describe("WorkerPool.run()", () => {
	const chunkings: Chunking[] = [
		{ units: 1, first: 1 },
		{ units: 7, first: 100 },
		{ units: 10_000, first: 1 },
		{ units: 10_000, first: 3, most: 3 },
		{ units: 100_000, first: 64, least: 1000 },
	];
	for (const chunking of chunkings) {
		for (const cores of [1, 2, 6]) {
			test(`does each unit once: ${JSON.stringify(chunking)}, ${cores} cores`, async () => {
				const cells = cellsOf(chunking.units);
				await pool.run({ kind: "mark", cells }, { chunking, cores, holds: [] });
				expect(cells.every((count) => count === 1)).toBe(true);
			});
		}
	}

	test("runs jobs side by side", async () => {
		const jobs = Array.from({ length: 20 }, () => cellsOf(1000));
		const chunking = { units: 1000, first: 10 };
		await Promise.all(
			jobs.map((cells) =>
				pool.run({ kind: "mark", cells }, { chunking, cores: 3, holds: [] }),
			),
		);
		expect(jobs.every((cells) => cells.every((c) => c === 1))).toBe(true);
	});

	test("gives the value of the last step, and none without units", async () => {
		const cells = cellsOf(5);
		const options = { cores: 1, holds: [] };
		const all = { ...options, chunking: { units: 5, first: 5 } };
		expect(await pool.run({ kind: "mark", cells }, all)).toBe(4);
		const none = { ...options, chunking: { units: 0, first: 5 } };
		expect(await pool.run({ kind: "mark", cells }, none)).toBeUndefined();
	});

	test("fails with a Worker's message, after all have stopped", async () => {
		const cells = cellsOf(1000);
		const run = pool.run(
			{ kind: "fail", cells, at: 40 },
			{
				chunking: { units: endless, first: 8, most: 8 },
				cores: 3,
				holds: [],
			},
		);
		const error = await run.catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(NativeError);
		expect((error as NativeError).message).toBe("Unit 40 cannot be done");
		const after = cells.reduce((sum, count) => sum + count, 0);
		expect(after).toBeLessThan(endless);
		await markedAgain();
		expect(cells.reduce((sum, count) => sum + count, 0)).toBe(after);
	});

	test("stops at a signal, once the calls under way have ended", async () => {
		const cells = cellsOf(3);
		const controller = new AbortController();
		const run = pool.run(
			{ kind: "hold", cells },
			{
				chunking: { units: 1000, first: 1, most: 1 },
				cores: 1,
				holds: [],
				signal: controller.signal,
			},
		);
		await held(cells);
		controller.abort();
		Atomics.store(cells, 1, 1);
		Atomics.notify(cells, 1);
		await expect(run).rejects.toBeInstanceOf(CancelledError);
		expect(cells[2]).toBe(1);
		await markedAgain();
	});

	test("does nothing when the signal came before", async () => {
		const cells = cellsOf(10);
		const run = pool.run(
			{ kind: "mark", cells },
			{
				chunking: { units: 10, first: 1 },
				cores: 1,
				holds: [],
				signal: AbortSignal.abort(),
			},
		);
		await expect(run).rejects.toBeInstanceOf(CancelledError);
		expect(cells.every((count) => count === 0)).toBe(true);
	});

	test("tells how many units are done, all of them at the end", async () => {
		const seen: number[] = [];
		const chunking = { units: 500, first: 5 };
		await pool.run(
			{ kind: "mark", cells: cellsOf(500) },
			{ chunking, cores: 2, holds: [], onProgress: (done) => seen.push(done) },
		);
		expect(seen.at(-1)).toBe(500);
		expect(seen).toEqual(seen.toSorted((a, b) => a - b));
	});

	test("does not wait for a Worker that comes when all is done", async () => {
		const own = new WorkerPool<MarkingJob, number>(entry, () => {});
		const one = { units: 1, first: 1 };
		const busy = cellsOf(3);
		const holding = own.run(
			{ kind: "hold", cells: busy },
			{ chunking: one, cores: 1, holds: [] },
		);
		await held(busy);
		// It is posted to both Workers, of which one is still busy.
		const cells = cellsOf(100);
		const chunking = { units: 100, first: 1 };
		await own.run({ kind: "mark", cells }, { chunking, cores: 2, holds: [] });
		expect(own.size).toBe(2);
		expect(busy[2]).toBe(0);
		Atomics.store(busy, 1, 1);
		Atomics.notify(busy, 1);
		await holding;
		expect(cells.every((count) => count === 1)).toBe(true);
		own.close();
	});

	test("goes on with new Workers after one died", async () => {
		const own = new WorkerPool<MarkingJob, number>(entry, () => {});
		const chunking = { units: 4, first: 1, most: 1 };
		const run = own.run({ kind: "exit" }, { chunking, cores: 1, holds: [] });
		await expect(run).rejects.toBeInstanceOf(NativeError);
		const cells = cellsOf(4);
		await own.run({ kind: "mark", cells }, { chunking, cores: 2, holds: [] });
		expect([...cells]).toEqual([1, 1, 1, 1]);
		own.close();
	});

	describe("with the calling thread", () => {
		const step = (cells: Int32Array): ((job: MarkingJob) => Step<number>) => {
			return () => (first, count) => {
				for (let unit = first; unit < first + count; unit++) {
					Atomics.add(cells, unit, 1);
				}
				return first + count - 1;
			};
		};

		test("does each unit once, alone or beside Workers, a job after another", async () => {
			for (const cores of [1, 2, 4]) {
				const own = new WorkerPool<MarkingJob, number>(entry, () => {
					prepared += 1;
				});
				const before = prepared;
				const jobs = Array.from({ length: 5 }, () => cellsOf(20_000));
				await Promise.all(
					jobs.map((cells) =>
						own.run(
							{ kind: "mark", cells },
							{
								chunking: { units: 20_000, first: 10 },
								cores,
								holds: [],
								callerStep: step(cells),
							},
						),
					),
				);
				expect(jobs.every((cells) => cells.every((c) => c === 1))).toBe(true);
				expect(own.size).toBe(cores - 1);
				expect(prepared - before).toBe(1);
				own.close();
			}
		});

		test("gives the value of its last step", async () => {
			const cells = cellsOf(5);
			const own = new WorkerPool<MarkingJob, number>(entry, () => {});
			const chunking = { units: 5, first: 5 };
			const callerStep = step(cells);
			const options = { chunking, cores: 1, holds: [], callerStep };
			expect(await own.run({ kind: "mark", cells }, options)).toBe(4);
		});

		test("lets timers run between chunks, and stops at a signal", async () => {
			const own = new WorkerPool<MarkingJob, number>(entry, () => {});
			const controller = new AbortController();
			let calls = 0;
			setTimeout(() => controller.abort(), 0);
			const run = own.run(
				{ kind: "mark", cells: cellsOf(1) },
				{
					chunking: { units: endless, first: 1, most: 1 },
					cores: 1,
					holds: [],
					signal: controller.signal,
					callerStep: () => () => {
						calls += 1;
						return undefined;
					},
				},
			);
			await expect(run).rejects.toBeInstanceOf(CancelledError);
			expect(calls).toBeGreaterThan(0);
		});

		test("fails with what its step throws, once the Workers have stopped", async () => {
			const cells = cellsOf(1000);
			const run = pool.run(
				{ kind: "mark", cells },
				{
					chunking: { units: endless, first: 8, most: 8 },
					cores: 3,
					holds: [],
					callerStep: () => () => {
						throw new Error("It failed here");
					},
				},
			);
			const error = await run.catch((thrown: unknown) => thrown);
			expect((error as NativeError).message).toBe("It failed here");
			const after = cells.reduce((sum, count) => sum + count, 0);
			expect(after).toBeLessThan(endless);
			await markedAgain();
			expect(cells.reduce((sum, count) => sum + count, 0)).toBe(after);
		});
	});

	test("starts no more Workers than there can be chunks, and prepares once", async () => {
		const own = new WorkerPool<MarkingJob, number>(entry, () => {
			prepared += 100;
		});
		const before = prepared;
		const chunking = { units: 3000, first: 1000, least: 1000 };
		const cells = cellsOf(3000);
		await own.run({ kind: "mark", cells }, { chunking, cores: 200, holds: [] });
		expect(own.size).toBe(3);
		own.start(4);
		expect(own.size).toBe(4);
		expect(prepared - before).toBe(100);
		own.close();
		expect(own.size).toBe(0);
	});

	async function markedAgain(): Promise<void> {
		const cells = cellsOf(100);
		const chunking = { units: 100, first: 1 };
		await pool.run({ kind: "mark", cells }, { chunking, cores: 6, holds: [] });
		expect(cells.every((count) => count === 1)).toBe(true);
	}
});

test("a process with idle Workers ends by itself", async () => {
	const program = `
		import { WorkerPool } from "./src/engine/pool/pool.ts";
		const pool = new WorkerPool("${entry}", () => {});
		const cells = new Int32Array(new SharedArrayBuffer(400));
		const chunking = { units: 100, first: 1 };
		await pool.run({ kind: "mark", cells }, { chunking, cores: 2, holds: [] });
		console.log(cells.every((count) => count === 1));`;
	const child = Bun.spawn([process.execPath, "-e", program], {
		cwd: new URL("../../..", import.meta.url).pathname,
		stdout: "pipe",
		stderr: "inherit",
	});
	expect(await new Response(child.stdout).text()).toBe("true\n");
	expect(await child.exited).toBe(0);
});
