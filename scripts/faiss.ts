import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cached, hashOf } from "./cache.ts";
import { requireProgram, root } from "./run-program.ts";
import { StepError } from "./step.ts";

/** FAISS, built once for this machine's compiler. */
export interface Faiss {
	/** Names the build: what links it is stale when this changes. */
	readonly key: string;
	/** Its source tree, for the headers. */
	readonly source: string;
	/** The static, position-independent library. */
	readonly library: string;
}

/** On x86-64 the AVX2 build: older processors are not served. */
const target = process.arch === "x64" ? "faiss_avx2" : "faiss";

const flags: readonly string[] = [
	"-DCMAKE_BUILD_TYPE=Release",
	"-DBUILD_SHARED_LIBS=OFF",
	"-DBUILD_TESTING=OFF",
	"-DCMAKE_POSITION_INDEPENDENT_CODE=ON",
	"-DFAISS_ENABLE_GPU=OFF",
	"-DFAISS_ENABLE_PYTHON=OFF",
	"-DFAISS_ENABLE_EXTRAS=OFF",
	`-DFAISS_OPT_LEVEL=${process.arch === "x64" ? "avx2" : "generic"}`,
	// Our own link finds these; here they only have to be named.
	"-DBLAS_LIBRARIES=blis",
	"-DLAPACK_LIBRARIES=lapack_pic",
];

/**
 * Fetches FAISS's source, which cargo checks against native/faiss/Cargo.lock,
 * and builds it: some two minutes on two cores, from the cache afterwards.
 */
export async function buildFaiss(): Promise<Faiss> {
	const manifest = join(root, "native/faiss");
	const key = hashOf([
		readFileSync(join(manifest, "Cargo.lock")),
		target,
		...flags,
		await requireProgram(["g++", "--version"]),
	]);
	const directory = await cached(`faiss-${key}`, async (unfinished) => {
		await fetchSource(manifest, unfinished);
		await compile(unfinished);
	});
	return {
		key,
		source: join(directory, "source"),
		library: join(directory, `lib${target}.a`),
	};
}

async function fetchSource(manifest: string, directory: string): Promise<void> {
	// A copy, so that cargo leaves nothing in the checkout.
	const fetching = join(directory, "fetch");
	cpSync(manifest, fetching, { recursive: true });
	await requireProgram([
		"cargo",
		"vendor",
		"--locked",
		"--versioned-dirs",
		"--manifest-path",
		join(fetching, "Cargo.toml"),
		join(fetching, "vendor"),
	]);
	const crate = readdirSync(join(fetching, "vendor")).find((name) =>
		name.startsWith("faiss-sys-"),
	);
	if (crate === undefined) {
		throw new StepError("Expected cargo to fetch faiss-sys, got no such crate");
	}
	cpSync(join(fetching, "vendor", crate, "faiss"), join(directory, "source"), {
		recursive: true,
	});
}

async function compile(directory: string): Promise<void> {
	const source = join(directory, "source");
	const build = join(directory, "build");
	mkdirSync(build);
	await requireProgram([
		"cmake",
		"-S",
		source,
		"-B",
		build,
		"-G",
		"Ninja",
		...flags,
		// FAISS's messages name source files: without this machine's path.
		`-DCMAKE_CXX_FLAGS=-ffile-prefix-map=${source}/=`,
	]);
	await requireProgram(["ninja", "-C", build, target]);
	cpSync(
		join(build, "faiss", `lib${target}.a`),
		join(directory, `lib${target}.a`),
	);
}
