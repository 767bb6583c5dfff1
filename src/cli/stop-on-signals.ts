/** What is needed of a daemon to end it. */
interface Stoppable {
	/** Whether it has a log instead of a terminal. */
	readonly isLogged: boolean;
	stop(): Promise<void>;
}

/**
 * Has the first signal end a daemon as it should, and a second one at once:
 * Ctrl-C, SIGTERM, and the terminal that goes away. A daemon in the background
 * has no terminal, and stays.
 */
export function stopOnSignals(daemon: Stoppable): void {
	let isStopping = false;
	function stop(): void {
		if (isStopping) process.exit(130);
		isStopping = true;
		daemon.stop();
	}
	process.on("SIGINT", stop);
	process.on("SIGTERM", stop);
	process.on("SIGHUP", daemon.isLogged ? () => {} : stop);
}
