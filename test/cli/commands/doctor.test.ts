import { describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, renameSync } from "node:fs";
import { createServer } from "node:net";
import type { Finding } from "../../../src/cli/doctor/finding.ts";
import { run, serve } from "../../helpers/executable.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

async function findings(dir: string) {
	const { exitCode, stdout, stderr } = await run(["doctor", "--json"], { dir });
	expect(stderr).toBe("");
	const list: Finding[] = JSON.parse(stdout);
	const byCheck = (check: string) =>
		list.find((finding) => finding.check === check) as Finding;
	return { exitCode, list, byCheck };
}

describe("doctor", () => {
	test("finds nothing broken with a daemon, and names the instruction set", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await using _ = await serve(dir);
		const { exitCode, list, byCheck } = await findings(dir);
		expect(exitCode).toBe(0);
		expect(list.filter(({ status }) => status === "broken")).toEqual([]);
		expect(byCheck("native library").detail).toMatch(
			/^FAISS .*(portable|avx2|avx512|neon)/,
		);
		expect(byCheck("daemon").detail).toContain("answers");
		expect(byCheck("shelf directory").status).toBe("ok");
	});

	test("a directory open to others is broken, with the remedy", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		mkdirSync(dir);
		chmodSync(dir, 0o750);
		const { exitCode, byCheck } = await findings(dir);
		expect(exitCode).toBe(1);
		expect(byCheck("shelf directory")).toMatchObject({
			status: "broken",
			remedy: `chmod 700 ${dir}`,
		});
	});

	test("a socket without a daemon is stale", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		mkdirSync(dir, { mode: 0o700 });
		await leaveSocket(`${dir}/shelf.sock`);
		const { exitCode, byCheck } = await findings(dir);
		expect(exitCode).toBe(0);
		expect(byCheck("daemon")).toMatchObject({ status: "warning" });
		expect(byCheck("daemon").detail).toContain("stale");
	});

	test("prints a line a check, and the remedy below", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		mkdirSync(dir);
		chmodSync(dir, 0o755);
		const { exitCode, stdout, stderr } = await run(["doctor"], { dir });
		expect([exitCode, stderr]).toEqual([1, ""]);
		expect(stdout).toMatch(/^broken +shelf directory +\S.* mode 0755/m);
		expect(stdout).toContain(`-> chmod 700 ${dir}`);
		expect(stdout).toMatch(/^ok +native library +FAISS/m);
	});

	test("makes no shelf where there is none", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		expect((await findings(dir)).exitCode).toBe(0);
		expect(existsSync(dir)).toBe(false);
	});
});

/** A socket file as a killed process leaves it: closing removes it, unless it
 * has another name by then. */
async function leaveSocket(path: string): Promise<void> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(`${path}.1`, resolve));
	renameSync(`${path}.1`, path);
	await new Promise((resolve) => server.close(resolve));
}
