/** The command line itself is wrong: exit code 2. */
export class UsageError extends Error {
	override readonly name = "UsageError";
}

/**
 * Runs a check of what the user gave, so that misuse which the checked part
 * reports as TypeError or RangeError becomes wrong usage, not a bug of ours.
 */
export function checkUsage<T>(check: () => T): T {
	try {
		return check();
	} catch (error) {
		throw error instanceof TypeError ? asUsage(error) : usageOf(error);
	}
}

/** The same for work that meets what the user gave only on its way, and where
 * a TypeError can only be a bug. */
export async function checkUsageOf<T>(work: Promise<T>): Promise<T> {
	try {
		return await work;
	} catch (error) {
		throw usageOf(error);
	}
}

function usageOf(error: unknown): unknown {
	return error instanceof RangeError ? asUsage(error) : error;
}

function asUsage(error: Error): UsageError {
	return new UsageError(error.message, { cause: error });
}
