import { join } from "node:path";

const program = join(import.meta.dir, "../fixtures/engine/exact-searches.ts");

/** Those that the kernels are built for. */
export const instructionSets: readonly string[] =
	process.arch === "x64"
		? ["portable", "avx2", "avx512", "amx"]
		: [process.arch === "arm64" ? "neon" : "portable"];

/**
 * Has a process of that instruction set ask random exact searches. What it
 * said; null where this processor lacks the set.
 */
export async function runExactSearches(
	instructionSet: string,
	{ runs, seed }: { runs: number; seed: number },
): Promise<{ output: string; errors: string; exitCode: number } | null> {
	const child = Bun.spawn(
		[process.execPath, program, String(runs), String(seed)],
		{
			env: { ...process.env, ARROWSHELF_ISA: instructionSet },
			stdout: "pipe",
			stderr: "pipe",
		},
	);
	const [output, errors, exitCode] = await Promise.all([
		child.stdout.text(),
		child.stderr.text(),
		child.exited,
	]);
	const isLacking = errors.includes("does not have");
	return isLacking ? null : { output, errors, exitCode };
}
