import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import { until } from "../helpers/until.ts";

const fixture = join(import.meta.dir, "../fixtures/os/end-suddenly.ts");

test("endSuddenly() does what is left to do, the last first, and leaves no process", async () => {
	using directory = temporaryDirectory();
	const path = directory.file("memory");
	const child = Bun.spawn([process.execPath, fixture, path], {
		stdout: "pipe",
		stderr: "pipe",
	});
	// Whoever reads sees the end with the process, not with its memory's.
	const [said, errors, exitCode] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
		child.exited,
	]);
	expect([said, errors, exitCode]).toEqual(["second first last", "", 7]);
	await until(() => !commandLines().some((line) => line.includes(path)));
});

function commandLines(): string[] {
	const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
	return processes.map((name) => {
		try {
			return readFileSync(`/proc/${name}/cmdline`, "utf8");
		} catch {
			return ""; // It has ended.
		}
	});
}
