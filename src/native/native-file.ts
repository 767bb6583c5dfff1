import { existsSync } from "node:fs";
import { NativeError } from "../errors.ts";
import { unpackedFile } from "../os/unpacked-file.ts";

/** The files that scripts/native.ts builds. */
export type NativeFile =
	| "libarrowshelf.so"
	| "libgomp.so.1"
	| "faiss-node.node";

/**
 * The path of a built file: unpacked from the executable, or in dist/native of
 * the checkout or package.
 * @throws {NativeError} `native` when it was not built
 */
export function nativeFile(name: NativeFile): string {
	if (import.meta.path.startsWith("/$bunfs/")) return embedded(name);
	const path = Bun.fileURLToPath(
		new URL(`../../dist/native/${name}`, import.meta.url),
	);
	if (existsSync(path)) return path;
	throw new NativeError(
		"native",
		`Cannot find the native library: ${path} does not exist; build it with: bun run setup`,
		{ details: { path } },
	);
}

function embedded(name: NativeFile): string {
	// A static import would make a checkout without a build fail to start.
	const { embeddedFiles } = require("./embedded.ts") as {
		embeddedFiles: Readonly<Record<string, string>>;
	};
	return unpackedFile(embeddedFiles[name] ?? "");
}
