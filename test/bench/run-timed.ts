import type { Figures } from "./trial.ts";

/**
 * Runs a command of ours that prints a summary with `seconds` (`--json`).
 * @returns "whole": the command from start to exit; "work": build and search
 */
export async function runTimed(
	executable: string,
	...argv: readonly string[]
): Promise<Figures> {
	const start = performance.now();
	const child = Bun.spawn([executable, ...argv, "--json"], {
		stdin: "ignore",
		stdout: "pipe",
		stderr: "inherit",
	});
	const output = await new Response(child.stdout).text();
	const exitCode = await child.exited;
	const whole = (performance.now() - start) / 1000;
	if (exitCode !== 0) throw new Error(`${argv[0]} ended with ${exitCode}`);
	const { seconds } = JSON.parse(output);
	const { build, search } = seconds;
	return { whole, build, search, work: build + search };
}
