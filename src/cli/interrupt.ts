import { CancelledError } from "../errors.ts";
import { isSignalIgnored } from "../os/is-signal-ignored.ts";

let controller: AbortController | undefined;

/**
 * A signal that Ctrl-C aborts (or SIGTERM, or SIGHUP when the terminal is
 * closed, unless `nohup` has it ignored), so that the work in hand stops and takes
 * its half-made files with it. A second one ends the process at once.
 */
export function interruptSignal(): AbortSignal {
	if (controller === undefined) {
		controller = new AbortController();
		for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
			if (name === "SIGHUP" && isSignalIgnored(name)) continue;
			process.on(name, () => interrupt(name));
		}
	}
	return controller.signal;
}

function interrupt(name: string): void {
	if (controller?.signal.aborted) process.exit(130);
	controller?.abort(
		new CancelledError("cancelled", "Interrupted", {
			details: { signal: name },
		}),
	);
}
