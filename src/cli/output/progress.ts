import { beforeSuddenEnd } from "../../os/sudden-end.ts";
import { detail, isQuiet } from "./notes.ts";
import { isTerminal } from "./terminal.ts";
import { formatLarge, formatSeconds } from "./units.ts";
import { write } from "./write.ts";

/** How far one phase of the work is, in units of its own. */
export interface ProgressStep {
	readonly phase: string;
	readonly done: number;
	readonly total: number;
}

/** Work shorter than this shows no bar. */
const quietMs = 300;
/** Time between two drawings of the bar. */
const redrawMs = 60;
const barWidth = 28;
/** Below this part of the work nothing is said about the rest. */
const leastKnown = 0.01;

/**
 * A progress bar on standard error, one line that is drawn over itself, with
 * rate and remaining time. Nothing is shown off a terminal, nor for short work,
 * nor with `--quiet`. Disposing removes the bar; `--verbose` then says how long
 * each phase took in all, as some follow one another in rounds.
 */
export class ProgressBar implements Disposable {
	readonly #isShown = isTerminal(2) && !isQuiet();
	readonly #startedAt = performance.now();
	readonly #phaseMs = new Map<string, number>();
	#phase = "";
	#phaseStartedAt = 0;
	#drawnAt = 0;
	#isDrawn = false;
	readonly #atSuddenEnd = beforeSuddenEnd(() => this.clear());

	/** Takes a step; draws when it is time to. */
	update(step: ProgressStep): void {
		const now = performance.now();
		if (step.phase !== this.#phase) {
			this.#endPhase(now);
			this.#phase = step.phase;
			this.#phaseStartedAt = now;
		}
		if (!this.#isShown) return;
		if (now - this.#startedAt < quietMs || now - this.#drawnAt < redrawMs) {
			return;
		}
		this.#drawnAt = now;
		this.#isDrawn = true;
		const seconds = (now - this.#phaseStartedAt) / 1000;
		write(2, `\r\u001b[2K${progressLine(step, seconds)}`);
	}

	/** Takes the bar away, to be drawn again below what is said now. */
	clear(): void {
		if (this.#isDrawn) write(2, "\r\u001b[2K");
		this.#isDrawn = false;
	}

	[Symbol.dispose](): void {
		this.#atSuddenEnd[Symbol.dispose]();
		this.#endPhase(performance.now());
		this.#phase = "";
		for (const [phase, ms] of this.#phaseMs) {
			detail(`${phase.padEnd(6)}  ${formatSeconds(ms / 1000)}`);
		}
		this.#phaseMs.clear();
	}

	#endPhase(now: number): void {
		this.clear();
		if (this.#phase === "") return;
		const before = this.#phaseMs.get(this.#phase) ?? 0;
		this.#phaseMs.set(this.#phase, before + now - this.#phaseStartedAt);
	}
}

/** `search  ██████░░░░░░  52%  3.1 million/s  1.2 s left`.
 * @param seconds since the phase began */
export function progressLine(step: ProgressStep, seconds: number): string {
	const part = step.total > 0 ? Math.min(1, step.done / step.total) : 0;
	const filled = Math.round(part * barWidth);
	const bar = "█".repeat(filled) + "░".repeat(barWidth - filled);
	const percent = `${Math.floor(part * 100)}%`.padStart(4);
	const rate = seconds > 0 ? step.done / seconds : 0;
	const known = part >= leastKnown && part < 1 && rate > 0;
	const left = known
		? `  ${formatLarge(rate)}/s  ${formatSeconds((step.total - step.done) / rate)} left`
		: "";
	return `${step.phase.padEnd(6)}  ${bar}  ${percent}${left}`;
}
