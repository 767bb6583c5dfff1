/**
 * Where a Worker's entry is found: beside the other sources, or inside the
 * compiled executable, whose build names it as an entry point.
 *
 * @param sourcePath from the repository's root: "src/engine/worker.ts"
 */
export function workerUrl(sourcePath: string): string {
	if (Bun.main.startsWith("/$bunfs/")) {
		return `/$bunfs/root/${sourcePath.replace(/\.ts$/, ".js")}`;
	}
	return new URL(`../../${sourcePath}`, import.meta.url).href;
}
