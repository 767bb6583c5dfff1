/** One measurement: how often each constant's work was done, and what all of
 * it took. */
export interface Measurement<Name extends string> {
	readonly counts: Readonly<Record<Name, number>>;
	readonly took: number;
}

const rounds = 20_000;

/**
 * The constants, none below 0, with which counts times constants are nearest to
 * what was measured; by relative error, so that short measurements count as
 * much as long ones. Coordinate descent, which for least squares over x >= 0
 * ends at the optimum.
 */
export function fitCosts<Name extends string>(
	measurements: readonly Measurement<Name>[],
): Record<Name, number> {
	const names = Object.keys(measurements[0]?.counts ?? {}) as Name[];
	const columns = names.map((name) =>
		measurements.map(({ counts, took }) => counts[name] / took),
	);
	const squares = columns.map((column) => product(column, column));
	const constants = names.map(() => 0);
	const rest = measurements.map(() => 1);
	for (let round = 0; round < rounds; round++) {
		for (const [c, column] of columns.entries()) {
			const before = constants[c] ?? 0;
			const step = product(column, rest) / (squares[c] || 1);
			const after = Math.max(0, before + step);
			constants[c] = after;
			for (const [i, value] of column.entries()) {
				rest[i] = (rest[i] ?? 0) - value * (after - before);
			}
		}
	}
	return Object.fromEntries(
		names.map((name, c) => [name, constants[c] ?? 0]),
	) as Record<Name, number>;
}

function product(a: readonly number[], b: readonly number[]): number {
	return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
