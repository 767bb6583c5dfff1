import { statSync } from "node:fs";
import type * as faissNode from "faiss-node";
import { NativeError } from "../errors.ts";
import { whyNotOpened } from "../os/why-not-opened.ts";
import { nativeFile } from "./native-file.ts";

/** What the faiss-node package exports. */
export type FaissNode = typeof faissNode;

let loaded: FaissNode | undefined;

/**
 * Loads faiss-node's add-on, as scripts/native.ts built it from the package's
 * source: the package's own loader looks where its installer, which downloads,
 * would have put one.
 *
 * @throws {NativeError} `native` when it was not built or cannot be opened
 */
export function loadFaissNode(): FaissNode {
	loaded ??= openAddon();
	return loaded;
}

function openAddon(): FaissNode {
	const path = nativeFile("faiss-node.node");
	// The build leaves an empty file where the optional package is missing.
	if (statSync(path).size === 0) {
		throw new NativeError(
			"native",
			'Cannot use the engine "faiss-node": this build has none, since the optional package faiss-node was not installed; use --engine native',
		);
	}
	try {
		return require(path) as FaissNode;
	} catch (cause) {
		throw new NativeError(
			"native",
			`Cannot open the faiss-node add-on: ${whyNotOpened(cause, Bun.file(path).size)}`,
			{ cause, details: { path } },
		);
	}
}
