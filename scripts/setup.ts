/**
 * From a fresh clone to something that runs: `bun run setup`. Starts without
 * node_modules, so only what Bun brings may be imported here; what needs
 * packages is a process of its own, or imported after they are there.
 */
import { requireProgram } from "./run-program.ts";
import { runScript, step } from "./step.ts";
import { installSystemPackages } from "./system-packages.ts";

export interface SetupOptions {
	/** Also what only the tests need. */
	readonly forTests?: boolean;
}

/**
 * Installs what is missing and builds the native library and the executable.
 * Quick when everything is there already.
 *
 * @throws {StepError} naming the step that failed, with its log
 */
export async function setUp({
	forTests = false,
}: SetupOptions = {}): Promise<void> {
	console.log("Setting up");
	await step("npm packages", installPackages);
	await step("system packages", () => installSystemPackages(forTests));
	await step("native library", buildNativeLibrary);
	await step("executable", buildExecutable);
}

async function installPackages(): Promise<undefined> {
	// Not `bun`: it need not be on PATH.
	await requireProgram([process.execPath, "install", "--frozen-lockfile"]);
}

async function buildNativeLibrary(): Promise<undefined> {
	const { buildNative } = await import("./native.ts");
	await buildNative();
}

async function buildExecutable(): Promise<undefined> {
	await requireProgram([process.execPath, "build.ts"]);
}

if (import.meta.main) await runScript(() => setUp({ forTests: true }));
