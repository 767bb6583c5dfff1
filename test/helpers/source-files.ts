import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The repository's root. */
export const root: string = join(import.meta.dir, "../..");

export interface SourceFile {
	/** From the repository's root. */
	readonly path: string;
	readonly text: string;
}

/** The files that a glob finds in the repository, in the order of their names. */
export function sourceFiles(pattern: string): SourceFile[] {
	return [...new Bun.Glob(pattern).scanSync({ cwd: root })]
		.sort()
		.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** What git tracks or would add, or null where there is no git to ask. */
export function repositoryFiles(): string[] | null {
	if (Bun.which("git") === null) return null;
	const { stdout, exitCode } = Bun.spawnSync(
		["git", "ls-files", "--cached", "--others", "--exclude-standard"],
		{ cwd: root, stderr: "ignore" },
	);
	if (exitCode !== 0) return null;
	return stdout.toString().trim().split("\n");
}
