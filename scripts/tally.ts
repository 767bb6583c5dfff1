/** How many tests of a suite passed, failed, and did not run on purpose. */
export interface Tally {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
}

export const noTests: Tally = { passed: 0, failed: 0, skipped: 0 };

/** The two together. */
export function sumTallies(a: Tally, b: Tally): Tally {
	return {
		passed: a.passed + b.passed,
		failed: a.failed + b.failed,
		skipped: a.skipped + b.skipped,
	};
}

/** What running a suite gave. */
export interface SuiteResult extends Tally {
	/** Printed when something failed. */
	readonly log: string;
	/** Why the suite could not run here, though nothing is wrong. */
	readonly absent?: string;
}
