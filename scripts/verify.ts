/**
 * Every check and every test, from a fresh clone: `bun run verify`. Ends with
 * one line `N passed, N failed` over all suites; the exit code is 0 only when
 * every suite ran and nothing failed.
 */
import { setUp } from "./setup.ts";
import { reportFailure, step } from "./step.ts";
import { type Suite, suites } from "./suites.ts";
import { noTests, sumTallies, type Tally } from "./tally.ts";

const oneFailure: Tally = { passed: 0, failed: 1, skipped: 0 };

async function verify(): Promise<Tally> {
	try {
		await setUp({ forTests: true });
	} catch (error) {
		reportFailure(error);
		return oneFailure;
	}
	console.log("Checking");
	let total = noTests;
	for (const suite of suites) total = sumTallies(total, await runSuite(suite));
	return total;
}

async function runSuite(suite: Suite): Promise<Tally> {
	let tally = noTests;
	let log = "";
	try {
		await step(suite.name, async () => {
			const result = await suite.run();
			tally = result;
			log = result.log;
			if (result.absent !== undefined) return `no ${result.absent} here`;
			return describe(result);
		});
	} catch (error) {
		reportFailure(error);
		return oneFailure;
	}
	if (tally.failed > 0) console.error(`\n${log.trimEnd()}\n`);
	// A suite in which nothing ran has not passed.
	if (tally.passed + tally.failed + tally.skipped === 0) {
		console.error(`\nNothing ran in "${suite.name}"\n${log.trimEnd()}\n`);
		return oneFailure;
	}
	return tally;
}

function describe({ passed, failed, skipped }: Tally): string {
	const also = skipped === 0 ? "" : `, ${skipped} skipped`;
	return `${passed} passed, ${failed} failed${also}`;
}

const { passed, failed } = await verify();
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
