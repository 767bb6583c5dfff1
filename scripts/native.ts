/**
 * Builds what is native: our library over FAISS, and faiss-node's add-on over
 * the same FAISS. Results are cached by what goes in, outside the checkout, and
 * copied to dist/native. `bun scripts/native.ts` runs it alone.
 */
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { cached, filesBelow, hashOf } from "./cache.ts";
import { buildFaiss, type Faiss } from "./faiss.ts";
import { requireProgram, root, runProgram } from "./run-program.ts";
import { runScript } from "./step.ts";
import type { SuiteResult } from "./tally.ts";

const outputs = ["libarrowshelf.so", "libgomp.so.1", "faiss-node.node"];
const modules = join(root, "node_modules");

/** Makes dist/native current. About a second when the cache has it. */
export async function buildNative(): Promise<void> {
	const faiss = await buildFaiss();
	const directory = await cached(
		`native-${keyOf(faiss)}`,
		async (unfinished) => {
			const build = join(unfinished, "build");
			await configure(build, faiss, ["-DCMAKE_BUILD_TYPE=Release"]);
			await requireProgram(["ninja", "-C", build]);
			const openmp = await requireProgram([
				"g++",
				"-print-file-name=libgomp.so.1",
			]);
			copyFileSync(openmp.trim(), join(unfinished, "libgomp.so.1"));
			copyFileSync(
				join(build, "libarrowshelf.so"),
				join(unfinished, "libarrowshelf.so"),
			);
			copyAddon(build, unfinished);
		},
	);
	install(directory);
}

/**
 * Runs the C++ tests of the interface: as they are, and with the address and
 * undefined-behaviour sanitizers over our sources; with each instruction set.
 */
export async function runNativeTests(): Promise<SuiteResult> {
	const faiss = await buildFaiss();
	const directory = await cached(
		`native-tests-${keyOf(faiss)}`,
		async (unfinished) => {
			for (const [name, options] of testBuilds) {
				const build = join(unfinished, name);
				await configure(build, faiss, ["-DAS_TESTS=ON", ...options]);
				await requireProgram(["ninja", "-C", build, "native_test"]);
			}
		},
	);
	let [passed, failed, skipped, log] = [0, 0, 0, ""];
	for (const [name] of testBuilds) {
		for (const instructionSet of instructionSets) {
			const run = await runProgram([join(directory, name, "native_test")], {
				environment: {
					ARROWSHELF_ISA: instructionSet,
					// As src/native/library.ts sets it: spinning threads hold up others.
					OMP_WAIT_POLICY: "passive",
					// FAISS is not instrumented: its vectors do not mark their ends.
					ASAN_OPTIONS: "detect_container_overflow=0",
					LD_LIBRARY_PATH: "",
				},
				timeoutMs: 600_000,
			});
			if (/does not have$/m.test(run.log)) {
				skipped += 1;
				continue;
			}
			const [, good, bad] = /(\d+) passed, (\d+) failed/.exec(run.output) ?? [];
			passed += Number(good ?? 0);
			failed += Number(bad ?? 0) || (run.exitCode === 0 && good ? 0 : 1);
			log += `${name}, ${instructionSet}:\n${run.log}\n`;
		}
	}
	return { passed, failed, skipped, log };
}

/** Those that kernels are built for; the tests run with each that this
 * processor has. */
const instructionSets: readonly string[] =
	process.arch === "x64"
		? ["portable", "avx2", "avx512", "amx"]
		: [process.arch === "arm64" ? "neon" : "portable"];

const testBuilds: readonly (readonly [string, readonly string[]])[] = [
	["plain", ["-DCMAKE_BUILD_TYPE=Release"]],
	["sanitized", ["-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DAS_SANITIZE=ON"]],
];

function keyOf(faiss: Faiss): string {
	return hashOf([
		faiss.key,
		readFileSync(import.meta.path),
		...filesBelow(join(root, "native")),
		existsSync(addonSource()) ? readFileSync(addonSource()) : "no faiss-node",
	]);
}

function addonSource(): string {
	return join(modules, "faiss-node/src/faiss.cc");
}

async function configure(
	build: string,
	faiss: Faiss,
	options: readonly string[],
): Promise<void> {
	const addon = existsSync(addonSource())
		? [
				`-DAS_ADDON_SOURCE=${addonSource()}`,
				`-DAS_ADDON_HEADERS=${join(modules, "node-addon-api")};${join(modules, "node-api-headers/include")}`,
			]
		: [];
	await requireProgram([
		"cmake",
		"-S",
		join(root, "native"),
		"-B",
		build,
		"-G",
		"Ninja",
		`-DAS_FAISS_SOURCE=${faiss.source}`,
		`-DAS_FAISS_LIBRARY=${faiss.library}`,
		...addon,
		...options,
	]);
}

/** faiss-node is an optional dependency: where its installation failed, an
 * empty file says so to src/native/faiss-node.ts. */
function copyAddon(build: string, to: string): void {
	const built = join(build, "faiss-node.node");
	const target = join(to, "faiss-node.node");
	if (existsSync(built)) copyFileSync(built, target);
	else writeFileSync(target, "");
}

/** Copies to dist/native, each file by a rename: a running program keeps the
 * one that it has mapped. */
function install(directory: string): void {
	const to = join(root, "dist/native");
	mkdirSync(to, { recursive: true });
	for (const name of outputs) {
		const source = readFileSync(join(directory, name));
		const target = join(to, name);
		if (existsSync(target) && readFileSync(target).equals(source)) continue;
		const fresh = `${target}.${process.pid}`;
		writeFileSync(fresh, source, { mode: 0o755 });
		renameSync(fresh, target);
	}
}

if (import.meta.main) await runScript(buildNative);
