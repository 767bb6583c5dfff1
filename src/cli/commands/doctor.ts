import { existsSync } from "node:fs";
import { join } from "node:path";
import { shelfDirectory, shelfNames } from "../../config.ts";
import { isFileLocked } from "../../os/file-lock.ts";
import { ownershipProblem } from "../../os/own-directory.ts";
import { defineCommand, jsonOption } from "../command.ts";
import { checkContents } from "../doctor/contents.ts";
import { checkDaemon } from "../doctor/daemon.ts";
import { type Finding, fine } from "../doctor/finding.ts";
import { fixShelf } from "../doctor/fix.ts";
import { checkLeftOvers } from "../doctor/left-overs.ts";
import { checkControlGroup, checkSharedMemory } from "../doctor/memory.ts";
import { checkNativeLibrary, checkTempDirectory } from "../doctor/native.ts";
import { checkObjects } from "../doctor/objects.ts";
import { checkRemoveIpc } from "../doctor/remove-ipc.ts";
import { checkShelfDirectory } from "../doctor/shelf-directory.ts";
import { checkSpillDirectory } from "../doctor/spill.ts";
import { ExitError } from "../exit-error.ts";
import { printJson } from "../output/print-json.ts";
import { formatTable } from "../output/table.ts";
import { coloured, faint } from "../output/terminal.ts";
import { write } from "../output/write.ts";

const colours = { ok: "green", warning: "yellow", broken: "red" } as const;

export const doctor = defineCommand({
	name: "doctor",
	description:
		"Looks at this machine for what would keep the shelf from working, and says what to do. Exit code 1 when something is broken.",
	options: {
		fix: {
			kind: "flag",
			summary:
				"mend what is safe first, where no daemon serves; tables are not touched",
		},
		json: jsonOption,
	},
	examples: ["doctor", "doctor --fix"],
	async run({ dir, fix, json }) {
		const directory = shelfDirectory(dir);
		const mended = fix ? fixShelf(directory) : [];
		const { finding: daemon, health } = await checkDaemon(directory);
		const findings = [
			...mended.map((sentence) => fine("mended", sentence)),
			checkShelfDirectory(directory),
			...insideOf(directory, health !== null),
			checkSharedMemory(directory),
			checkControlGroup(directory),
			checkRemoveIpc(directory),
			checkTempDirectory(),
			await checkNativeLibrary(),
			checkSpillDirectory(health),
			daemon,
		];
		if (json) printJson(findings);
		else write(1, report(findings));
		if (findings.some(({ status }) => status === "broken")) {
			throw new ExitError(1);
		}
	},
});

/** What another user's directory holds is not ours to look at; nor is it in
 * order while a daemon that does not answer yet, or any more, has it. */
function insideOf(directory: string, answers: boolean): readonly Finding[] {
	if (!existsSync(directory)) return [];
	const problem = ownershipProblem(directory);
	if (problem !== undefined && !problem.isMendable) return [];
	const contents = checkContents(directory);
	if (contents.status === "broken") return [contents];
	const isServed = answers || isFileLocked(join(directory, shelfNames.lock));
	return [
		contents,
		checkLeftOvers(directory, isServed),
		checkObjects(directory, isServed),
	];
}

function report(findings: readonly Finding[]): string {
	const rows = findings.flatMap(({ check, status, detail, remedy }) => {
		const line = [coloured(1, colours[status], status), check, detail];
		return remedy === null
			? [line]
			: [line, ["", "", faint(1, `-> ${remedy}`)]];
	});
	return formatTable([{ title: "" }, { title: "" }, { title: "" }], rows);
}
