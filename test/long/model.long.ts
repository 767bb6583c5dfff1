/** `MODEL_RUNS`, `MODEL_SEED`, `MODEL_WHEN_FULL` and `MODEL_PATH` choose other runs than a new
 * seed's first 20,000, and repeat a failure. */
import { test } from "bun:test";
import type { WhenFull } from "../../src/protocol/messages.ts";
import { runModel } from "../model/run-model.ts";

const { MODEL_RUNS, MODEL_SEED, MODEL_PATH, MODEL_WHEN_FULL } = process.env;

test("random runs of 1 to 4 clients, with kills, agree with the model", async () => {
	const seed = Number(MODEL_SEED ?? Date.now() % 2 ** 31);
	console.log(`seed ${seed}`);
	await runModel({
		runs: Number(MODEL_RUNS ?? 20_000),
		seed,
		whenFull: (MODEL_WHEN_FULL ?? "reject") as WhenFull,
		limitMs: 3_500_000,
		...(MODEL_PATH === undefined ? {} : { path: MODEL_PATH }),
	});
});
