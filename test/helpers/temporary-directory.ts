import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

/** A directory of its own, removed with all it holds. */
export interface TemporaryDirectory extends Disposable {
	readonly path: string;
	/** A path inside. */
	file(name: string): string;
}

/** @param parent by default shared memory */
export function temporaryDirectory(parent = "/dev/shm"): TemporaryDirectory {
	const path = mkdtempSync(join(parent, "as-test-"));
	return {
		path,
		file: (name) => join(path, name),
		[Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
	};
}
