import { existsSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkArrowFile } from "../../arrow/check-file.ts";
import { limits, shelfNames } from "../../config.ts";
import { parseObjectName } from "../../protocol/object-name.ts";
import { acquireMapping } from "../../segments/mapping.ts";
import { type Finding, fine } from "./finding.ts";
import { firstFew } from "./first-few.ts";

const check = "objects";

/**
 * Whether a daemon can serve all that is in objects/. The tables are read only
 * where none serves them: it has done so itself. A larger one than a window is
 * seen through several.
 */
export function checkObjects(
	directory: string,
	isServed: boolean,
	windowBytes: number = limits.windowBytes,
): Finding {
	const folder = join(directory, shelfNames.objects);
	const names = existsSync(folder) ? readdirSync(folder) : [];
	const problems = names.flatMap((name) => {
		const problem = problemOf(folder, name, isServed, windowBytes);
		return problem === undefined ? [] : [`${name} (${problem})`];
	});
	if (problems.length === 0) {
		return fine(check, `${names.length} in order`);
	}
	return {
		check,
		status: "warning",
		detail: `serve leaves alone: ${firstFew(problems)}`,
		remedy: `they take memory for nobody: move them out of ${folder}, or delete them`,
	};
}

function problemOf(
	folder: string,
	file: string,
	isServed: boolean,
	windowBytes: number,
): string | undefined {
	const path = join(folder, file);
	const stats = lstatSync(path, { throwIfNoEntry: false });
	if (stats === undefined) return undefined;
	if (!stats.isFile()) return "not a file";
	const name = parseObjectName(file);
	if (name === undefined) return "not the name of an object";
	if (isServed || name.kind !== "table") return undefined;
	return damageOf(path, stats.size, windowBytes);
}

function damageOf(
	path: string,
	bytes: number,
	windowBytes: number,
): string | undefined {
	if (bytes === 0) return "empty";
	try {
		using mapping = acquireMapping(path, bytes, windowBytes);
		checkArrowFile(mapping.file);
		return undefined;
	} catch (error) {
		return (error as Error).message;
	}
}
