import type { Figures, Subject, Trial } from "./trial.ts";

/** All rounds of one subject's figure, in seconds. */
export interface Series {
	readonly median: number;
	readonly least: number;
	readonly most: number;
	readonly rounds: readonly number[];
}

export interface SubjectResult {
	readonly name: string;
	readonly side: Subject["side"];
	readonly figures: Readonly<Record<string, Series>>;
}

/** One of our figures beside a peer's. */
export interface Comparison {
	readonly figure: string;
	readonly ours: string;
	readonly peer: string;
	/** The peer's median over ours: how many times faster we are. */
	readonly ratio: number;
	/** What the ratio must be at least; null: not a goal. */
	readonly goal: number | null;
}

export interface TrialResult {
	readonly name: string;
	readonly subjects: readonly SubjectResult[];
	readonly comparisons: readonly Comparison[];
}

/**
 * Runs the subjects of a trial in turns (A B A B): what disturbs the machine
 * meets all of them. One round before the counted ones warms caches, unless the
 * trial does that itself.
 */
export async function measureTrial(
	trial: Trial,
	subjects: readonly Subject[],
	rounds: number = trial.rounds,
): Promise<TrialResult> {
	const runs = subjects.map(() => [] as Figures[]);
	const first = trial.warms === false ? 0 : -1;
	for (let round = first; round < rounds; round++) {
		for (const [index, subject] of subjects.entries()) {
			const figures = await subject.run();
			if (round >= 0) runs[index]?.push(figures);
		}
	}
	const results = subjects.map(({ name, side }, index) => ({
		name,
		side,
		figures: seriesOf(runs[index] ?? []),
	}));
	return {
		name: trial.name,
		subjects: results,
		comparisons: compare(results, trial.goals),
	};
}

function seriesOf(runs: readonly Figures[]): Record<string, Series> {
	const names = Object.keys(runs[0] ?? {});
	return Object.fromEntries(
		names.map((name) => [name, series(runs.map((run) => run[name] ?? NaN))]),
	);
}

function series(rounds: readonly number[]): Series {
	const sorted = rounds.toSorted((a, b) => a - b);
	return {
		median: median(sorted),
		least: sorted[0] ?? NaN,
		most: sorted.at(-1) ?? NaN,
		rounds,
	};
}

/** The middle of numbers in order; between the two middle ones, their mean. */
export function median(sorted: readonly number[]): number {
	const middle = (sorted.length - 1) / 2;
	const low = sorted[Math.floor(middle)] ?? NaN;
	const high = sorted[Math.ceil(middle)] ?? NaN;
	return (low + high) / 2;
}

function compare(
	results: readonly SubjectResult[],
	goals: Figures,
): Comparison[] {
	const comparisons: Comparison[] = [];
	for (const ours of results.filter(({ side }) => side === "ours")) {
		for (const peer of results.filter(({ side }) => side === "peer")) {
			for (const [figure, { median: mine }] of Object.entries(ours.figures)) {
				const theirs = peer.figures[figure]?.median;
				if (theirs === undefined) continue;
				comparisons.push({
					figure,
					ours: ours.name,
					peer: peer.name,
					ratio: theirs / mine,
					goal: goals[figure] ?? null,
				});
			}
		}
	}
	return comparisons;
}
