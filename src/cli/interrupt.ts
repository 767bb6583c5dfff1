import { CancelledError } from "../errors.ts";
import { isSignalIgnored } from "../os/is-signal-ignored.ts";
import { endSuddenly } from "../os/sudden-end.ts";
import { write } from "./output/write.ts";

let controller: AbortController | undefined;
let isPatient = false;

/**
 * Has Ctrl-C (or SIGTERM, or SIGHUP when the terminal is closed, unless `nohup`
 * has it ignored) end the process at once, whatever its threads are at; what
 * `beforeSuddenEnd` was told is done, half-made files are taken away. Work under
 * way cannot look up as soon as that: 40 to 70 ms went into it, and into giving
 * back what it held.
 * @param options `isPatient`: there is more to put in order, what waits for the
 *   signal does that. Only a second one ends the process then.
 */
export function interruptSignal(
	options: { readonly isPatient?: boolean } = {},
): AbortSignal {
	isPatient ||= options.isPatient === true;
	if (controller === undefined) {
		controller = new AbortController();
		for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
			if (name === "SIGHUP" && isSignalIgnored(name)) continue;
			process.on(name, () => interrupt(name));
		}
	}
	return controller.signal;
}

const interrupted = 130;

function interrupt(name: string): void {
	if (!isPatient || controller?.signal.aborted) {
		endSuddenly(interrupted, () => write(2, "arrowshelf: Interrupted\n"));
	}
	controller?.abort(
		new CancelledError("cancelled", "Interrupted", {
			details: { signal: name },
		}),
	);
}
