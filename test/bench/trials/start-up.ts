import { join } from "node:path";
import type { Figures, Subject, Trial } from "../trial.ts";

/** Starting and ending, beside an empty program compiled the same way. */
export const startUpTrial: Trial = {
	name: "start-up: --version and --help",
	rounds: 60,
	goals: { "--version": 0.5, "--help": 0.33 },
	async prepare({ directory, executable }) {
		const empty = join(directory, "empty");
		await compileEmpty(empty);
		const flags = ["--version", "--help"];
		return {
			subjects: [
				subject("arrowshelf", "ours", executable, flags),
				subject("empty program", "peer", empty, flags),
			],
			async [Symbol.asyncDispose]() {},
		};
	},
};

function subject(
	name: string,
	side: Subject["side"],
	program: string,
	flags: readonly string[],
): Subject {
	return {
		name,
		side,
		async run() {
			const figures: Record<string, number> = {};
			for (const flag of flags) figures[flag] = timeStart(program, flag);
			return figures satisfies Figures;
		},
	};
}

function timeStart(program: string, flag: string): number {
	const start = performance.now();
	const { exitCode } = Bun.spawnSync([program, flag], { stdout: "ignore" });
	if (exitCode !== 0) throw new Error(`${flag} ended with ${exitCode}`);
	return (performance.now() - start) / 1000;
}

/** With the settings of build.ts. */
async function compileEmpty(outfile: string): Promise<void> {
	await Bun.build({
		entrypoints: [join(import.meta.dir, "../subjects/empty.ts")],
		target: "bun",
		format: "esm",
		bytecode: true,
		minify: true,
		compile: {
			outfile,
			autoloadDotenv: false,
			autoloadBunfig: false,
			autoloadTsconfig: false,
			autoloadPackageJson: false,
		},
	});
}
