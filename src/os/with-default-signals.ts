import { libc } from "./libc.ts";

/** Of Linux. */
const numbers = [1, 2, 15]; // SIGHUP, SIGINT, SIGTERM
const SIG_DFL = 0n;
const SIG_IGN = 1n;

/**
 * Does long work that looks at no event loop, so that no handler of ours could
 * run: Ctrl-C, SIGTERM and a closed terminal end the process by themselves
 * meanwhile, unless they are ignored. There must be nothing half-made then.
 */
export function withDefaultSignals<T>(work: () => T): T {
	const { signal } = libc();
	const before = numbers.map((number) => signal(number, SIG_DFL));
	const set = (handlers: readonly bigint[]): void => {
		for (const [i, number] of numbers.entries()) {
			signal(number, handlers[i] ?? SIG_DFL);
		}
	};
	set(before.map((handler) => (handler === SIG_IGN ? SIG_IGN : SIG_DFL)));
	try {
		return work();
	} finally {
		set(before);
	}
}
