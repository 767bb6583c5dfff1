import { expect, test } from "bun:test";
import { availableParallelism } from "node:os";
import type { VectorSource } from "../../../src/arrow/numeric-columns.ts";
import { knn } from "../../../src/engine/knn.ts";
import type { SearchEstimate } from "../../../src/engine/summary.ts";
import { makeDataset, sourceOf } from "../../helpers/datasets.ts";

const rows = 40_000;
const passed = 1000;

async function estimated(points: VectorSource) {
	let estimate: SearchEstimate | undefined;
	const onEstimate = (told: SearchEstimate) => {
		estimate = told;
	};
	const { summary } = await knn({ points, k: 5 }, { onEstimate });
	const { seconds: whole = 0, bytes = 0 } = estimate ?? {};
	return { seconds: summary.estimated_seconds, whole, bytes };
}

test("an estimate counts the memory that a search takes", async () => {
	const points = sourceOf(makeDataset("uniform", rows, 3), 3);
	const { seconds, whole, bytes } = await estimated(points);
	// Some tenths of a nanosecond a byte, on each of the cores that share it.
	const around = (whole ?? 0) - (seconds.tree ?? 0);
	expect(around).toBeGreaterThan((0.1e-9 * bytes) / availableParallelism());
	expect(around).toBeLessThan(3e-9 * bytes);
});

test("a search is estimated by the rows that pass the filter, not by all", async () => {
	const all = sourceOf(makeDataset("uniform", rows, 3), 3);
	const excluded = new Uint8Array(rows).fill(1, passed);
	const filter = { text: "x < 1", excluded, passed };
	const few = sourceOf(makeDataset("uniform", passed, 3), 3);
	const [whole, some, alone] = [
		await estimated(all),
		await estimated({ ...all, filter }),
		await estimated(few),
	];
	expect(some.seconds).toEqual(alone.seconds);
	// Of 1/40 of the rows; each query takes nearly as many neighbours.
	expect(some.seconds.flat).toBeLessThan(whole.seconds.flat / 200);
	// All are packed; no more than those that pass are indexed.
	const packed = rows * (3 * 8 + 1);
	expect(whole.bytes - packed).toBeGreaterThan(40 * rows);
	expect(some.bytes - packed).toBeLessThan(120 * passed);
});
