import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { numericTypes } from "../../arrow/numeric-type.ts";
import type { Shelf } from "../../client/shelf.ts";
import { openShelf } from "../open-shelf.ts";

/** What was measured; field names as `--json`. */
export interface Figure {
	readonly name: string;
	/** The best of some rounds. */
	readonly seconds: number;
	readonly rate: number;
	/** What `rate` counts. */
	readonly unit: "GB/s" | "/s" | "points/s";
}

const rounds = 5;
const rows = 3_000_000;
const gigabytes = (rows * 24) / 1e9;
const points = [100_000, 1_000_000];
const flat = { rows: 20_000, dimension: 128 };
/** Values made in about 3 ms. */
const turnValues = 1 << 18;

/** One measured step: its name, and what it does in a round. */
interface Step {
	readonly name: string;
	readonly amount: number;
	readonly unit: Figure["unit"];
	/** What is timed; it may give what is done after, untimed. */
	run(): Promise<(() => unknown) | undefined>;
}

/**
 * Measures putting and getting a table of 72 MB, a request, and exact searches
 * of 10 neighbours, on a shelf and a daemon of their own that are gone
 * afterwards; some seconds.
 * @param onStep told before each figure, of how many
 */
export async function measureHere(
	signal: AbortSignal,
	onStep: (done: number, total: number) => void,
): Promise<Figure[]> {
	const parent = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
	const directory = mkdtempSync(join(parent, "arrowshelf-bench-"));
	try {
		const dir = join(directory, "shelf");
		await using shelf = await openShelf({ dir, autostart: true });
		try {
			return await measureSteps(await stepsOn(shelf, signal), signal, onStep);
		} finally {
			await shelf.shutdown();
		}
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}

async function measureSteps(
	steps: readonly Step[],
	signal: AbortSignal,
	onStep: (done: number, total: number) => void,
): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const [done, { name, amount, unit, run }] of steps.entries()) {
		onStep(done, steps.length);
		let seconds = Infinity;
		for (let round = 0; round < rounds; round++) {
			signal.throwIfAborted();
			const started = performance.now();
			const after = await run();
			seconds = Math.min(seconds, (performance.now() - started) / 1000);
			await after?.();
		}
		figures.push({ name, seconds, rate: amount / seconds, unit });
	}
	return figures;
}

async function stepsOn(shelf: Shelf, signal: AbortSignal): Promise<Step[]> {
	const table = await uniformColumns(rows, signal);
	await shelf.put(table, { key: "points", signal });
	for (const count of points) {
		const columns = await uniformColumns(count, signal);
		await shelf.put(columns, { key: `points-${count}`, signal });
	}
	const { knn } = await import("../../engine/knn.ts");
	const vectors = await uniformVectors(signal);
	return [
		{
			name: "put 72 MB",
			amount: gigabytes,
			unit: "GB/s",
			async run() {
				const key = await shelf.put(table, { signal });
				return () => shelf.delete(key);
			},
		},
		{
			name: "get 72 MB, first mapping",
			amount: 1,
			unit: "/s",
			async run() {
				const lease = await shelf.open("points", { version: 1 });
				return () => lease[Symbol.dispose]();
			},
		},
		{
			name: "get 72 MB, again",
			amount: 1,
			unit: "/s",
			async run() {
				const lease = await shelf.get("points");
				return () => lease[Symbol.dispose]();
			},
		},
		{
			name: "request",
			amount: 1,
			unit: "/s",
			async run() {
				await shelf.health();
				return undefined;
			},
		},
		...points.map(
			(count): Step => ({
				name: `10-NN of ${count.toLocaleString("en-US")} points in 3-D`,
				amount: count,
				unit: "points/s",
				async run() {
					await shelf.knn(`points-${count}`, { k: 10, signal });
					return undefined;
				},
			}),
		),
		{
			name: `10-NN of ${flat.rows.toLocaleString("en-US")} points in 128-D`,
			amount: flat.rows,
			unit: "points/s",
			async run() {
				await knn({ points: vectors, k: 10, index: "flat" }, { signal });
				return undefined;
			},
		},
	];
}

async function uniformColumns(
	count: number,
	signal: AbortSignal,
): Promise<Record<string, Float64Array>> {
	const axis = () => fillUniform(new Float64Array(count), signal);
	return { x: await axis(), y: await axis(), z: await axis() };
}

/** Fills an array, with looks at the event loop. */
async function fillUniform<T extends Float32Array | Float64Array>(
	values: T,
	signal: AbortSignal,
): Promise<T> {
	for (let at = 0; at < values.length; at++) {
		if (at % turnValues === 0) {
			await nextTurn();
			signal.throwIfAborted();
		}
		values[at] = Math.random();
	}
	return values;
}

/** One column of lists, as a table would give it. */
async function uniformVectors(signal: AbortSignal) {
	const { rows: rowCount, dimension } = flat;
	const values = await fillUniform(
		new Float32Array(rowCount * dimension),
		signal,
	);
	const none = { offset: 0, validity: null, childValidity: null };
	const chunks = [{ rowCount, values, ...none }];
	const type = numericTypes.float32?.type ?? -1;
	const column = { name: "vector", type, width: dimension, chunks };
	return { rowCount, dimension, columns: [column] };
}
