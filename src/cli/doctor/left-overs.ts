import { existsSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { shelfNames } from "../../config.ts";
import { formatSize } from "../../format-size.ts";
import { type Finding, fine } from "./finding.ts";

const check = "left-overs";

/** A file that nobody needs, and its bytes. */
export interface LeftOver {
	readonly path: string;
	readonly bytes: number;
	readonly what: "segment without a name" | "recycled file";
}

/** What takes memory for nobody, as long as no daemon serves the shelf. */
export function leftOvers(directory: string): LeftOver[] {
	return [
		...filesIn(join(directory, shelfNames.segments), "segment without a name"),
		...filesIn(join(directory, shelfNames.free), "recycled file"),
	];
}

/**
 * Whether a daemon that was killed left memory behind.
 * @param isServed whether a daemon answers: then all of it is in its hands
 */
export function checkLeftOvers(directory: string, isServed: boolean): Finding {
	if (isServed) return fine(check, "the daemon keeps them in order");
	const found = leftOvers(directory);
	if (found.length === 0) return fine(check, "none");
	const bytes = found.reduce((sum, file) => sum + file.bytes, 0);
	const segments = found.filter(({ what }) => what !== "recycled file").length;
	const parts = [
		counted(segments, "segment without a name", "segments without a name"),
		counted(found.length - segments, "recycled file", "recycled files"),
	].filter((part) => part !== undefined);
	return {
		check,
		status: "warning",
		detail: `${parts.join(", ")}: ${formatSize(bytes)}, of a daemon that was killed`,
		remedy: "arrowshelf doctor --fix frees them; so does the next serve",
	};
}

/** Regular files with one link: a second one is their name in objects/. */
function filesIn(folder: string, what: LeftOver["what"]): LeftOver[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder).flatMap((name) => {
		const path = join(folder, name);
		const stats = lstatSync(path, { throwIfNoEntry: false });
		return stats?.isFile() && stats.nlink === 1
			? [{ path, bytes: stats.size, what }]
			: [];
	});
}

function counted(count: number, one: string, several: string) {
	if (count === 0) return undefined;
	return `${count} ${count === 1 ? one : several}`;
}
