import { writeSync } from "node:fs";
import { LogFile } from "./log-file.ts";

/** Warnings that are written in one window; of the same words, one. */
const linesPerWindow = 100;
const windowMs = 60_000;

/**
 * What the daemon tells a person: lines on standard error, as a rule the
 * shelf's log. What repeats itself is counted instead of written: at most 100
 * lines a minute, none of them twice, and then one with how many were left
 * out. In the log each line has its time, and the log rotates.
 */
export class Warnings {
	readonly #log: LogFile | undefined;
	readonly #said = new Set<string>();
	#leftOut = 0;
	#endOfWindowMs = 0;
	#timer: Timer | undefined;

	/** @param logPath where the log is, should standard error be that */
	constructor(logPath: string) {
		this.#log = LogFile.behindStderr(logPath);
	}

	/** Whether they go to the shelf's log: the daemon runs in the background. */
	get isLogged(): boolean {
		return this.#log !== undefined;
	}

	readonly warn = (message: string): void => {
		if (performance.now() >= this.#endOfWindowMs) {
			this.#sayLeftOut();
			this.#said.clear();
			this.#endOfWindowMs = performance.now() + windowMs;
		}
		if (this.#said.has(message) || this.#said.size >= linesPerWindow) {
			this.#leftOut += 1;
			this.#timer ??= setTimeout(() => this.#sayLeftOut(), windowMs);
			this.#timer.unref();
			return;
		}
		this.#said.add(message);
		this.#write(message);
	};

	/** Says what is still to be said; nothing is left behind. */
	end(): void {
		this.#sayLeftOut();
	}

	#sayLeftOut(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#leftOut === 0) return;
		this.#write(
			`Left out ${this.#leftOut} warnings like those of the last minute`,
		);
		this.#leftOut = 0;
	}

	#write(message: string): void {
		if (this.#log !== undefined) {
			this.#log.write(`${new Date().toISOString()} arrowshelf: ${message}\n`);
			return;
		}
		try {
			writeSync(2, `arrowshelf: ${message}\n`);
		} catch {
			// Whoever read standard error is gone: nobody is left to tell.
		}
	}
}
