import { resolve } from "node:path";

/** The command that is this very program: the executable itself, or Bun with
 * the launcher of this package. */
export function selfCommand(): string[] {
	return Bun.main.startsWith("/$bunfs/")
		? [process.execPath]
		: [process.execPath, resolve(import.meta.dir, "../../bin/arrowshelf.ts")];
}
