import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { shelfNames } from "../../config.ts";
import { ownershipProblem } from "../../os/own-directory.ts";
import { type Finding, fine } from "./finding.ts";
import { firstFew } from "./first-few.ts";

const check = "shelf's contents";

/** The directories in a shelf's directory that are there. */
export function innerDirectories(directory: string): string[] {
	const { segments, objects, free } = shelfNames;
	return [segments, objects, free]
		.map((name) => join(directory, name))
		.filter((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
}

/** Whether all that is in the shelf's directory is ours, and closed to others. */
export function checkContents(directory: string): Finding {
	const folders = innerDirectories(directory);
	for (const path of folders) {
		const problem = ownershipProblem(path);
		if (problem === undefined) continue;
		const remedy = problem.isMendable
			? "arrowshelf doctor --fix closes it"
			: `move ${path} away; serve makes it anew`;
		const detail = `${path}: ${problem.detail}; no daemon starts`;
		return { check, status: "broken", detail, remedy };
	}
	const files = [directory, ...folders].flatMap(filesIn);
	const foreign = files.filter(({ uid }) => uid !== process.getuid?.());
	if (foreign.length > 0) {
		return {
			check,
			status: "warning",
			detail: `not yours: ${firstFew(foreign.map(({ path, uid }) => `${path} (user ${uid})`))}`,
			remedy: `have them removed, or: sudo chown -R ${process.getuid?.()} ${directory}`,
		};
	}
	const open = files.filter(({ mode }) => (mode & 0o077) !== 0);
	if (open.length > 0) {
		return {
			check,
			status: "warning",
			detail: `open to others: ${firstFew(open.map(({ path }) => path))}`,
			remedy: `chmod -R go-rwx ${directory}`,
		};
	}
	return fine(check, "all yours, closed to others");
}

function filesIn(folder: string) {
	return readdirSync(folder).flatMap((name) => {
		const path = join(folder, name);
		// A daemon that serves takes files away meanwhile.
		const stats = lstatSync(path, { throwIfNoEntry: false });
		if (stats === undefined || stats.isDirectory()) return [];
		// A link's own mode means nothing.
		const mode = stats.isSymbolicLink() ? 0 : stats.mode;
		return [{ path, uid: stats.uid, mode }];
	});
}
