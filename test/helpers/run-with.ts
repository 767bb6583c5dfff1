import { join } from "node:path";

const fixtures = join(import.meta.dir, "../fixtures");

/** Those that the kernels are built for. */
export const instructionSets: readonly string[] =
	process.arch === "x64"
		? ["portable", "avx2", "avx512", "amx"]
		: [process.arch === "arm64" ? "neon" : "portable"];

/**
 * Runs a program of test/fixtures in a process of that instruction set. What it
 * said; null where this processor lacks the set.
 */
export async function runWith(
	instructionSet: string,
	program: string,
	programArguments: readonly string[],
): Promise<{ output: string; errors: string; exitCode: number } | null> {
	const child = Bun.spawn(
		[process.execPath, join(fixtures, program), ...programArguments],
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
