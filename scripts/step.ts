/** Something that setting up or checking needs did not work. */
export class StepError extends Error {
	/** What the failed program printed; shown once, below the message. */
	readonly log: string;

	constructor(message: string, log = "") {
		super(message);
		this.log = log;
	}
}

/**
 * Runs one step and prints one line: its name, the seconds that it took, and
 * what it has to say about itself, if it returns a text.
 */
export async function step(
	name: string,
	work: () => Promise<string | undefined>,
): Promise<void> {
	const start = performance.now();
	process.stdout.write(`  ${name.padEnd(28)}`);
	let note: string | undefined;
	try {
		note = await work();
	} catch (error) {
		process.stdout.write(`${seconds(start)}  failed\n`);
		throw error;
	}
	process.stdout.write(
		`${seconds(start)}${note === undefined ? "" : `  ${note}`}\n`,
	);
}

/**
 * Runs a whole script: a `StepError` ends it with its message and log and the
 * exit code 1, any other error with its stack.
 */
export async function runScript(main: () => Promise<void>): Promise<void> {
	try {
		await main();
	} catch (error) {
		reportFailure(error);
		process.exitCode = 1;
	}
}

/** Prints what went wrong to stderr, the log first, so that the message is
 * what one sees at the end. */
export function reportFailure(error: unknown): void {
	if (error instanceof StepError) {
		if (error.log !== "") console.error(`\n${error.log.trimEnd()}`);
		console.error(`\n${error.message}`);
	} else {
		console.error(error);
	}
}

function seconds(start: number): string {
	return `${((performance.now() - start) / 1000).toFixed(1).padStart(7)} s`;
}
