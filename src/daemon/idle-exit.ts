/** Ends a daemon that nobody needs: when no connection was open for a time. */
export class IdleExit {
	readonly #ms: number | undefined;
	readonly #mayExit: () => boolean;
	readonly #exit: () => void;
	#timer: Timer | undefined;
	#isOver = false;

	/**
	 * @param ms how long without a connection; undefined: for ever
	 * @param mayExit asked then; if not, the time begins anew
	 */
	constructor(
		ms: number | undefined,
		mayExit: () => boolean,
		exit: () => void,
	) {
		this.#ms = ms;
		this.#mayExit = mayExit;
		this.#exit = exit;
	}

	/** Told how many connections are open, at first and after each change. */
	readonly count = (connections: number): void => {
		clearTimeout(this.#timer);
		if (connections > 0 || this.#ms === undefined || this.#isOver) return;
		this.#timer = setTimeout(() => this.#ask(), this.#ms);
	};

	/** The daemon ends anyway: nothing is counted any more. */
	stop(): void {
		this.#isOver = true;
		clearTimeout(this.#timer);
	}

	#ask(): void {
		if (this.#mayExit()) this.#exit();
		else this.count(0);
	}
}
