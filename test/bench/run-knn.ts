import type { KnnSummary } from "../../src/engine/summary.ts";
import type { Figures } from "./trial.ts";

/**
 * Runs `arrowshelf knn FILE --json`.
 * @returns "whole": the command from start to exit; "work": build and search
 */
export async function runKnn(
	executable: string,
	file: string,
	...options: string[]
): Promise<Figures> {
	const start = performance.now();
	const child = Bun.spawn([executable, "knn", file, "--json", ...options], {
		stdin: "ignore",
		stdout: "pipe",
		stderr: "inherit",
	});
	const output = await new Response(child.stdout).text();
	const exitCode = await child.exited;
	const whole = (performance.now() - start) / 1000;
	if (exitCode !== 0) throw new Error(`knn ended with ${exitCode}`);
	const { seconds }: KnnSummary = JSON.parse(output);
	const { build, search } = seconds;
	return { whole, build, search, work: build + search };
}
