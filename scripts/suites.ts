import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tallyFromJunit } from "./junit.ts";
import { root, runProgram } from "./run-program.ts";
import type { SuiteResult, Tally } from "./tally.ts";

/** One thing that `verify` runs and counts. */
export interface Suite {
	readonly name: string;
	run(): Promise<SuiteResult>;
}

const minutes = 60_000;

/** All suites, the quick ones first. A check counts as one test. */
export const suites: readonly Suite[] = [
	{
		name: "types",
		run: () => check([process.execPath, "run", "tsc"]),
	},
	{
		name: "format and lint",
		run: () => check([process.execPath, "run", "biome", "check"]),
	},
	{ name: "C++ format", run: checkNativeFormat },
	{ name: "native tests", run: runNative },
	{ name: "bun tests", run: runBunTests },
];

async function check(command: readonly string[]): Promise<SuiteResult> {
	const { exitCode, log } = await runProgram(command, {
		timeoutMs: 5 * minutes,
	});
	const passed = exitCode === 0 ? 1 : 0;
	return { passed, failed: 1 - passed, skipped: 0, log };
}

async function checkNativeFormat(): Promise<SuiteResult> {
	if (Bun.which("clang-format") === null) {
		return {
			passed: 0,
			failed: 0,
			skipped: 1,
			log: "",
			absent: "clang-format",
		};
	}
	const glob = new Bun.Glob("native/**/*.{h,cpp}");
	const files = [...glob.scanSync({ cwd: root })].sort();
	return await check(["clang-format", "--dry-run", "--Werror", ...files]);
}

async function runNative(): Promise<SuiteResult> {
	const { runNativeTests } = await import("./native.ts");
	return await runNativeTests();
}

async function runBunTests(): Promise<SuiteResult> {
	const directory = mkdtempSync(join(tmpdir(), "arrowshelf-verify-"));
	try {
		const report = join(directory, "bun.xml");
		const { exitCode, log } = await runProgram(
			[
				process.execPath,
				"test",
				"--timeout=60000",
				"--only-failures",
				"--reporter=junit",
				`--reporter-outfile=${report}`,
			],
			{ timeoutMs: 18 * minutes },
		);
		return { ...bunTally(report, exitCode), log };
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}

/** A run that ended badly has failed, whatever its report says; one that was
 * ended or crashed has none. */
function bunTally(report: string, exitCode: number): Tally {
	const tally = tallyFromJunit(readReport(report), testFiles());
	return exitCode === 0 || tally.failed > 0 ? tally : { ...tally, failed: 1 };
}

function readReport(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return '<testsuites tests="0" failures="0" skipped="0">';
	}
}

function testFiles(): string[] {
	const glob = new Bun.Glob("test/**/*.test.ts");
	return [...glob.scanSync({ cwd: root })];
}
