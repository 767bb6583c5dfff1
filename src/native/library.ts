import { dlopen } from "bun:ffi";
import { NativeError } from "../errors.ts";
import { setDefaultEnvironment } from "../os/set-default-environment.ts";
import { whyNotOpened } from "../os/why-not-opened.ts";
import { nativeFile } from "./native-file.ts";
import { abiVersion, symbols } from "./symbols.ts";

/** The library's functions; see native/include/arrowshelf.h. */
export type NativeLibrary = ReturnType<
	typeof dlopen<typeof symbols>
>["symbols"];

/** One of OpenMP's own, since opening a library wants a function to find. */
const openmpSymbols = {
	omp_get_max_threads: { args: [], returns: "i32" },
} as const;

let loaded: NativeLibrary | undefined;

/**
 * Opens the native library, on the first call in each thread, and keeps it. The
 * main thread opens it first, Workers one after the other: concurrent first
 * dlopen from fresh Workers has crashed (oven-sh/bun#40972).
 *
 * @throws {NativeError} `native` when it is missing, cannot be opened, is of
 * another version, or the processor lacks what ARROWSHELF_ISA names
 */
export function loadNative(): NativeLibrary {
	loaded ??= openLibrary();
	return loaded;
}

/** "FAISS 1.12.0, avx512": what is compiled in, and the instruction set. */
export function nativeVersion(): string {
	return String(loadNative().as_version());
}

function openLibrary(): NativeLibrary {
	// OpenMP reads it when it is opened. Its threads otherwise spin while they
	// wait for each other: training 100,000 points on two busy cores took 526 ms
	// instead of 27.
	if (Bun.isMainThread) setDefaultEnvironment("OMP_WAIT_POLICY", "passive");
	// Opened first, it satisfies the library's own need of OpenMP by its name.
	open(nativeFile("libgomp.so.1"), (path) => dlopen(path, openmpSymbols));
	const library = open(
		nativeFile("libarrowshelf.so"),
		(path) => dlopen(path, symbols).symbols,
	);
	const found = library.as_abi_version();
	if (found !== abiVersion) {
		throw new NativeError(
			"native",
			`Cannot use the native library: it has interface version ${found}, expected ${abiVersion}; build it again with: bun run setup`,
		);
	}
	if (library.as_initialize() !== 0) {
		throw new NativeError(
			"native",
			`Cannot use the native library: ${library.as_last_error()}`,
		);
	}
	return library;
}

/** Runs an opening of `path`, and says what to do where it fails. */
function open<T>(path: string, openPath: (path: string) => T): T {
	try {
		return openPath(path);
	} catch (cause) {
		throw new NativeError(
			"native",
			`Cannot open the native library: ${whyNotOpened(cause, Bun.file(path).size)}`,
			{ cause, details: { path } },
		);
	}
}
