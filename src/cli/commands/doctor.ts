import { shelfDirectory } from "../../config.ts";
import { defineCommand, jsonOption } from "../command.ts";
import { checkDaemon } from "../doctor/daemon.ts";
import type { Finding } from "../doctor/finding.ts";
import { checkControlGroup, checkSharedMemory } from "../doctor/memory.ts";
import { checkNativeLibrary, checkTempDirectory } from "../doctor/native.ts";
import { checkRemoveIpc } from "../doctor/remove-ipc.ts";
import { checkShelfDirectory } from "../doctor/shelf-directory.ts";
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
	options: { json: jsonOption },
	examples: ["doctor"],
	async run({ dir, json }) {
		const directory = shelfDirectory(dir);
		const findings = [
			checkShelfDirectory(directory),
			checkSharedMemory(directory),
			checkControlGroup(directory),
			checkRemoveIpc(directory),
			checkTempDirectory(),
			await checkNativeLibrary(),
			await checkDaemon(directory),
		];
		if (json) printJson(findings);
		else write(1, report(findings));
		if (findings.some(({ status }) => status === "broken")) {
			throw new ExitError(1);
		}
	},
});

function report(findings: readonly Finding[]): string {
	const rows = findings.flatMap(({ check, status, detail, remedy }) => {
		const line = [coloured(1, colours[status], status), check, detail];
		return remedy === null
			? [line]
			: [line, ["", "", faint(1, `-> ${remedy}`)]];
	});
	return formatTable([{ title: "" }, { title: "" }, { title: "" }], rows);
}
