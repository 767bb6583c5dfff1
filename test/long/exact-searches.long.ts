/** `EXACT_RUNS` and `EXACT_SEED` choose other searches than a new seed's first
 * 10,000; a failure prints the smallest search that fails. */
import { expect, test } from "bun:test";
import { runExactSearches } from "../helpers/run-exact-searches.ts";
import { instructionSets } from "../helpers/run-with.ts";

const runs = Number(process.env.EXACT_RUNS ?? 10_000);
const seed = Number(process.env.EXACT_SEED ?? Date.now() % 2 ** 31);

test.each(instructionSets)(
	"random exact searches find what brute force in float64 finds: %s",
	async (instructionSet) => {
		console.log(`seed ${seed}`);
		const ran = await runExactSearches(instructionSet, { runs, seed });
		if (ran === null) return;
		expect(ran.errors).toBe("");
		expect(ran.output).toContain(`${runs} searches held`);
		expect(ran.exitCode).toBe(0);
	},
);
