import { test } from "bun:test";
import type { WhenFull } from "../../src/protocol/messages.ts";
import { runModel } from "./run-model.ts";

const cases: [runs: number, whenFull: WhenFull][] = [
	[500, "reject"],
	[150, "evict"],
	[150, "spill"],
];

test.each(cases)(
	"%d random runs of 1 to 4 clients, with kills, agree with the model: %s",
	async (runs, whenFull) => {
		await runModel({ runs, seed: 4, whenFull, limitMs: 240_000 });
	},
	300_000,
);
