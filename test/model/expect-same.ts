/** Compares what came with what the model says; throws both as one line. */
export function expectSame(
	what: string,
	actual: unknown,
	expected: unknown,
): void {
	if (Bun.deepEquals(actual, expected)) return;
	throw new Error(
		`${what}: the model says ${JSON.stringify(expected)}, the shelf ${JSON.stringify(actual)}`,
	);
}
