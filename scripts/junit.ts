import { StepError } from "./step.ts";
import type { Tally } from "./tally.ts";

/**
 * Reads what `bun test --reporter=junit` wrote. A test file that could not be
 * loaded is not in the report at all (Bun 1.4), so each of `files` that is
 * missing there counts as a failure.
 *
 * @param files the test files that there are, as the report names them
 * @throws {StepError} the report has no counts
 */
export function tallyFromJunit(
	report: string,
	files: readonly string[],
): Tally {
	const suites = /<testsuites\b[^>]*>/.exec(report)?.[0] ?? "";
	const failures = count(suites, "failures");
	const skipped = count(suites, "skipped");
	const unread = files.filter((file) => !report.includes(` file="${file}"`));
	return {
		passed: count(suites, "tests") - failures - skipped,
		failed: failures + unread.length,
		skipped,
	};
}

function count(element: string, name: string): number {
	const text = new RegExp(`\\b${name}="(\\d+)"`).exec(element)?.[1];
	if (text !== undefined) return Number(text);
	throw new StepError(`The test report has no count of ${name}`);
}
