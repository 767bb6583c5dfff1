import { lstatSync } from "node:fs";
import { type Finding, fine } from "./finding.ts";

const check = "shelf directory";

/** Whether the shelf's directory is ours alone, or can be made so. */
export function checkShelfDirectory(directory: string): Finding {
	const stats = lstatSync(directory, { throwIfNoEntry: false });
	if (stats === undefined) {
		return fine(check, `${directory} (made by the first serve)`);
	}
	const broken = (detail: string, remedy: string): Finding => {
		return { check, status: "broken", detail, remedy };
	};
	if (!stats.isDirectory()) {
		return broken(
			`${directory} is not a directory`,
			"remove it, or name another with --dir",
		);
	}
	if (stats.uid !== process.getuid?.()) {
		return broken(
			`${directory} belongs to user ${stats.uid}`,
			"name another with --dir or ARROWSHELF_DIR",
		);
	}
	if ((stats.mode & 0o077) !== 0) {
		const mode = (stats.mode & 0o777).toString(8).padStart(4, "0");
		return broken(
			`${directory} has mode ${mode}, open to others`,
			`chmod 700 ${directory}`,
		);
	}
	return fine(check, `${directory}, yours alone`);
}
