import { test } from "bun:test";
import { runModel } from "./run-model.ts";

test("500 random runs of 1 to 4 clients, with kills, agree with the model", async () => {
	await runModel({ runs: 500, seed: 4, limitMs: 240_000 });
}, 300_000);
