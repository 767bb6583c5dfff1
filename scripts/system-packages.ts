import { existsSync, readFileSync } from "node:fs";
import { requireProgram } from "./run-program.ts";
import { StepError } from "./step.ts";

interface SystemPackage {
	/** Its name on Debian and Ubuntu. */
	readonly name: string;
	readonly isPresent: () => boolean;
	/** Only the tests need it. */
	readonly forTests?: boolean;
}

/** What the build needs of the system, found by probing for the thing itself:
 * it need not have come from a package. */
const packages: readonly SystemPackage[] = [
	{ name: "g++", isPresent: () => Bun.which("g++") !== null },
	{ name: "cmake", isPresent: () => Bun.which("cmake") !== null },
	{ name: "ninja-build", isPresent: () => Bun.which("ninja") !== null },
	{ name: "cargo", isPresent: () => Bun.which("cargo") !== null },
	{
		name: "liblapack-dev",
		isPresent: () => hasLibrary("liblapack_pic.a"),
	},
	{
		name: "libblis-serial-dev",
		isPresent: () => hasLibrary("blis-serial/libblis.a"),
	},
	{
		name: "python3-venv",
		isPresent: () => succeeds(["python3", "-c", "import ensurepip, venv"]),
		forTests: true,
	},
];

/** What is too old is found before a long build fails on it. */
const oldest: readonly { tool: string; version: string; reason: string }[] = [
	{ tool: "g++", version: "10", reason: "the native library is C++20" },
	{ tool: "cmake", version: "3.24", reason: "FAISS asks for it" },
	{
		tool: "cargo",
		version: "1.70",
		reason: "it reads the crates' sparse index",
	},
];

/**
 * Installs the system's packages that are missing: as root on Debian or
 * Ubuntu, by apt.
 *
 * @returns what was installed, or undefined when nothing was missing
 * @throws {StepError} with the command to give, where this may not install;
 *   or with the tool that is too old
 */
export async function installSystemPackages(
	forTests: boolean,
): Promise<string | undefined> {
	const missing = missingPackages(forTests);
	if (missing.length > 0) {
		if (!mayInstall()) throw new StepError(instruction(missing));
		await install(missing);
		const still = missingPackages(forTests);
		if (still.length > 0) {
			throw new StepError(
				`Installed ${missing.join(" ")}, but still cannot find what ${still.join(" ")} should bring`,
			);
		}
	}
	for (const { tool, version, reason } of oldest) {
		await checkVersion(tool, version, reason);
	}
	return missing.length === 0
		? undefined
		: `installed ${missing.map(packageToInstall).join(" ")}`;
}

function missingPackages(forTests: boolean): string[] {
	return packages
		.filter((one) => (forTests || one.forTests !== true) && !one.isPresent())
		.map((one) => one.name);
}

function mayInstall(): boolean {
	return isDebian() && process.getuid?.() === 0;
}

function isDebian(): boolean {
	const file = "/etc/os-release";
	return (
		Bun.which("apt-get") !== null &&
		existsSync(file) &&
		/^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync(file, "utf8"))
	);
}

function instruction(missing: readonly string[]): string {
	const list = missing.map(packageToInstall).join(" ");
	return isDebian()
		? `Missing system packages. Install them, then run this again:\n\n  sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${list}`
		: `Missing system packages. Install what Debian calls ${list} by your system's package manager, then run this again. On Debian and Ubuntu:\n\n  apt-get update && apt-get install --yes --no-install-recommends ${list}`;
}

async function install(missing: readonly string[]): Promise<void> {
	const environment = { DEBIAN_FRONTEND: "noninteractive" };
	const lock = ["-o", "DPkg::Lock::Timeout=120"];
	await requireProgram(["apt-get", ...lock, "update"], { environment });
	await requireProgram(
		[
			"apt-get",
			...lock,
			"install",
			"--yes",
			"--no-install-recommends",
			...missing.map(packageToInstall),
		],
		{ environment },
	);
}

/** Debian 12 keeps its old cargo (0.66 by their count) and has a newer one
 * under another name, for building browsers. */
function packageToInstall(name: string): string {
	if (name !== "cargo") return name;
	const { stdout } = Bun.spawnSync(["apt-cache", "policy", "cargo"]);
	return /Candidate: 0\./.test(stdout.toString()) ? "cargo-web" : name;
}

/** Asks the compiler, which knows the directory of this architecture and
 * prints the bare name of what it does not find. */
function hasLibrary(file: string): boolean {
	if (Bun.which("g++") === null) return false;
	const { stdout } = Bun.spawnSync(["g++", `-print-file-name=${file}`]);
	return stdout.toString().trim() !== file;
}

function succeeds(command: readonly string[]): boolean {
	if (Bun.which(command[0] ?? "") === null) return false;
	return Bun.spawnSync([...command]).exitCode === 0;
}

async function checkVersion(
	tool: string,
	expected: string,
	reason: string,
): Promise<void> {
	const output = await requireProgram([tool, "--version"]);
	const found = /\d+\.\d+(\.\d+)?/.exec(output.split("\n")[0] ?? "")?.[0];
	if (
		found !== undefined &&
		Bun.semver.order(full(found), full(expected)) < 0
	) {
		throw new StepError(
			`Expected ${tool} ${expected} or newer (${reason}), got ${found}; put a newer one first on PATH, then run this again`,
		);
	}
}

/** "3.24" as semver wants it: "3.24.0". */
function full(version: string): string {
	return [...version.split("."), "0", "0"].slice(0, 3).join(".");
}
