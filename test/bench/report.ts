import { arch, cpus, release, totalmem } from "node:os";
import { version } from "../../src/config.ts";
import type { Comparison, TrialResult } from "./measure.ts";

/** Prints the medians of a trial, then how they compare. */
export function printTrial({ name, subjects, comparisons }: TrialResult): void {
	console.log(`\n${name}`);
	for (const { name: subject, figures } of subjects) {
		for (const [figure, { median, least, most }] of Object.entries(figures)) {
			console.log(
				`  ${subject.padEnd(34)} ${figure.padEnd(12)} ${time(median).padStart(9)}  (${time(least)} to ${time(most)})`,
			);
		}
	}
	for (const { figure, ours, peer, ratio, goal } of comparisons) {
		const wanted = goal === null ? "" : `, goal ${goal}x`;
		console.log(
			`  ${figure}: ${ours} is ${ratio.toPrecision(3)}x as fast as ${peer}${wanted}`,
		);
	}
	const goals = comparisons.filter(({ goal }) => goal !== null);
	if (goals.length > 4) printWorst(goals);
}

/** Of many, the one that is furthest from its goal. */
function printWorst(comparisons: readonly Comparison[]): void {
	const over = ({ ratio, goal }: Comparison) => ratio / (goal ?? 1);
	const worst = comparisons.reduce((a, b) => (over(a) <= over(b) ? a : b));
	const met = comparisons.filter((comparison) => over(comparison) >= 1).length;
	console.log(
		`  ${met} of ${comparisons.length} reach their goal; worst is ${worst.figure} at ${worst.ratio.toPrecision(3)}x`,
	);
}

/** The whole run for a file: the machine, the versions, every round. */
export function reportJson(
	results: readonly TrialResult[],
	requirements: string,
): string {
	const report = {
		date: new Date().toISOString(),
		machine: {
			cpu: cpus()[0]?.model.trim() ?? "unknown",
			cores: cpus().length,
			memory_gib: Math.round(totalmem() / 2 ** 30),
			kernel: release(),
			arch: arch(),
		},
		versions: {
			arrowshelf: version,
			bun: Bun.version,
			peers: requirements.trim().split("\n"),
		},
		trials: results,
	};
	return `${JSON.stringify(report, null, "\t")}\n`;
}

function time(seconds: number): string {
	if (seconds >= 1) return `${seconds.toFixed(2)} s`;
	if (seconds >= 1e-3) return `${(seconds * 1e3).toFixed(2)} ms`;
	return `${(seconds * 1e6).toFixed(1)} us`;
}
