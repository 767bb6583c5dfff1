import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

/** A directory of its own in shared memory, removed with all it holds. */
export interface TemporaryDirectory extends Disposable {
	readonly path: string;
	/** A path inside. */
	file(name: string): string;
}

export function temporaryDirectory(): TemporaryDirectory {
	const path = mkdtempSync("/dev/shm/as-test-");
	return {
		path,
		file: (name) => join(path, name),
		[Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
	};
}
