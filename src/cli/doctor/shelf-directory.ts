import { lstatSync } from "node:fs";
import { ownershipProblem } from "../../os/own-directory.ts";
import { type Finding, fine } from "./finding.ts";

const check = "shelf directory";

/** Whether the shelf's directory is ours alone, or can be made so. */
export function checkShelfDirectory(directory: string): Finding {
	if (lstatSync(directory, { throwIfNoEntry: false }) === undefined) {
		return fine(check, `${directory} (made by the first serve)`);
	}
	const problem = ownershipProblem(directory);
	if (problem === undefined) return fine(check, `${directory}, yours alone`);
	const detail = `${directory}: ${problem.detail}`;
	return { check, status: "broken", detail, remedy: problem.remedy };
}
