import { costOf } from "./costs.ts";

/** One measurement: how often each constant's work was done, and what all of
 * it took. */
export interface Measurement<Name extends string> {
	readonly counts: Readonly<Record<Name, number>>;
	readonly took: number;
}

const rounds = 20_000;
/** A constant of twice or none of what is usual weighs as much as a measurement
 * that is missed by so much, squared. */
const pull = 0.14 ** 2;

/**
 * The constants, none below 0, with which counts times constants are nearest to
 * what was measured; by relative error, so that short measurements count as
 * much as long ones. What measurements hardly tell stays near what is usual.
 * Coordinate descent, which for least squares over x >= 0 ends at the optimum.
 * @param usual constants of another machine, which may be faster or slower as a
 *   whole
 */
export function fitCosts<Name extends string>(
	measurements: readonly Measurement<Name>[],
	usual?: Readonly<Record<Name, number>>,
): Record<Name, number> {
	const names = Object.keys(measurements[0]?.counts ?? {}) as Name[];
	const columns = names.map((name) =>
		measurements.map(({ counts, took }) => counts[name] / took),
	);
	const squares = columns.map((column) => product(column, column));
	const expected = expectedHere(measurements, usual);
	const pulls = expected.map((value) => (value > 0 ? pull / value ** 2 : 0));
	const constants = names.map(() => 0);
	const rest = measurements.map(() => 1);
	for (let round = 0; round < rounds; round++) {
		for (const [c, column] of columns.entries()) {
			const before = constants[c] ?? 0;
			const [towards = 0, usually = 0] = [pulls[c], expected[c]];
			const error = product(column, rest) + towards * (usually - before);
			const step = error / ((squares[c] ?? 0) + towards || 1);
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

/** The usual constants at this machine's speed: none where none are given. */
function expectedHere<Name extends string>(
	measurements: readonly Measurement<Name>[],
	usual: Readonly<Record<Name, number>> | undefined,
): number[] {
	if (usual === undefined) return [];
	const speeds = measurements
		.map(({ counts, took }) => took / costOf(usual, counts))
		.toSorted((a, b) => a - b);
	const speed = speeds[Math.floor(speeds.length / 2)] ?? 1;
	const names = Object.keys(measurements[0]?.counts ?? {}) as Name[];
	return names.map((name) => speed * usual[name]);
}

function product(a: readonly number[], b: readonly number[]): number {
	return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
