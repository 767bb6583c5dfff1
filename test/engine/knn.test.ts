import { expect, test } from "bun:test";
import { runExactSearches } from "../helpers/run-exact-searches.ts";
import { instructionSets } from "../helpers/run-with.ts";

const runs = 200;

test.each(instructionSets)(
	"knn() finds what brute force in float64 finds: %s",
	async (instructionSet) => {
		const ran = await runExactSearches(instructionSet, { runs, seed: 20_251 });
		if (ran === null) return;
		expect(ran.errors).toBe("");
		expect(ran.output).toContain(`, ${instructionSet}\n${runs} searches held`);
		expect(ran.exitCode).toBe(0);
	},
);
