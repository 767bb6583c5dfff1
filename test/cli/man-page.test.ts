import { expect, test } from "bun:test";
import { commands } from "../../src/cli/commands.ts";
import { output } from "../helpers/executable.ts";

test("man prints a page with every command, that groff reads without a word", async () => {
	const page = await output(["man"]);
	for (const { name } of commands) {
		expect(page).toMatch(new RegExp(`^\\.SS "${name}[ "]`, "m"));
	}
	expect(page).toContain("\\fB\\-k\\fR, \\fB\\-\\-k\\fR N");
	if (Bun.which("groff") === null) return;
	const groff = Bun.spawnSync(["groff", "-man", "-ww", "-Tutf8"], {
		stdin: Buffer.from(page),
	});
	expect([groff.exitCode, groff.stderr.toString()]).toEqual([0, ""]);
});
