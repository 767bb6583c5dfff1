import { describe, expect, test } from "bun:test";
import {
	chmodSync,
	chownSync,
	closeSync,
	existsSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Finding } from "../../../src/cli/doctor/finding.ts";
import { isFileLocked, tryLockFile } from "../../../src/os/file-lock.ts";
import { type Finished, output, run, serve } from "../../helpers/executable.ts";
import { LineClient } from "../../helpers/line-client.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";
import { until } from "../../helpers/until.ts";

async function findings(dir: string, ...options: string[]) {
	const args = ["doctor", "--json", ...options];
	return parsed(await run(args, { dir }));
}

function parsed({ exitCode, stdout, stderr }: Finished) {
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
			/^FAISS .*(portable|avx2|avx512|amx|neon)/,
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

/** A shelf with one table, whose daemon was killed while a client wrote. */
async function killedShelf(dir: string): Promise<void> {
	await output(["serve", "--detach"], { dir });
	await output(["put", golden, "--key", "kept"], { dir });
	await using client = await LineClient.greet(dir);
	const { path } = await client.ok("create", { kind: "table", bytes: 70_000 });
	expect(statSync(path).size).toBe(70_000);
	const { pid } = await client.ok("health");
	process.kill(pid, "SIGKILL");
	await client.closed;
	mkdirSync(join(dir, "free"), { recursive: true, mode: 0o700 });
	writeFileSync(join(dir, "free/recycled"), "x".repeat(1000), { mode: 0o600 });
	await until(() => !isFileLocked(join(dir, "shelf.lock")));
}

const golden = join(import.meta.dir, "../../fixtures/arrow/all-types.arrow");

describe("doctor, of what is in the shelf's directory", () => {
	test("names what a killed daemon left, and --fix frees it", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await killedShelf(dir);
		const sealed = readFileSync(join(dir, "objects/kept@1.arrow"));
		const before = await findings(dir);
		expect(before.exitCode).toBe(0);
		expect(before.byCheck("left-overs")).toMatchObject({
			status: "warning",
			detail: expect.stringContaining(
				"1 segment without a name, 1 recycled file: 69.3 KiB",
			),
		});
		expect(before.byCheck("daemon").detail).toContain("stale");

		const { exitCode, list, byCheck } = await findings(dir, "--fix");
		expect(exitCode).toBe(0);
		const mended = list.filter(({ check }) => check === "mended");
		expect(mended.map(({ detail }) => detail.split(" ")[0])).toEqual([
			"Removed",
			"Freed",
			"Freed",
		]);
		expect(byCheck("left-overs").detail).toBe("none");
		expect(byCheck("daemon").status).toBe("ok");
		expect(readdirSync(join(dir, "free"))).toEqual([]);
		expect(readdirSync(join(dir, "segments"))).toHaveLength(1);
		expect(readFileSync(join(dir, "objects/kept@1.arrow"))).toEqual(sealed);
		// Once more there is nothing to do, and the shelf serves what was kept.
		const again = await findings(dir, "--fix");
		expect(again.byCheck("mended")).toBeUndefined();
		await using _ = await serve(dir);
		expect(await output(["ls"], { dir })).toContain("kept");
	});

	test("--fix refuses while a daemon serves, and leaves all as it is", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await using _ = await serve(dir);
		await using client = await LineClient.greet(dir);
		const { path } = await client.ok("create", { kind: "table", bytes: 9000 });
		const { exitCode, stdout, stderr } = await run(["doctor", "--fix"], {
			dir,
		});
		expect([exitCode, stdout]).toEqual([1, ""]);
		expect(stderr).toMatch(/a daemon serves it.*arrowshelf stop\n$/);
		expect(existsSync(path)).toBe(true);
		expect((await findings(dir)).byCheck("left-overs").status).toBe("ok");
	});

	test("--fix beside a daemon that starts: both do their work", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await killedShelf(dir);
		const [served, fixed] = await Promise.all([
			run(["serve", "--detach"], { dir }),
			run(["doctor", "--fix"], { dir }),
		]);
		expect(served).toMatchObject({ exitCode: 0, stderr: "" });
		// It was first, or refuses.
		expect([0, 1]).toContain(fixed.exitCode);
		expect(await output(["ls"], { dir })).toContain("kept");
		await output(["stop"], { dir });
		expect(readdirSync(join(dir, "segments"))).toHaveLength(1);
	});

	test("--fix closes our directories to others, and nobody else's", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await killedShelf(dir);
		chmodSync(dir, 0o755);
		chmodSync(join(dir, "segments"), 0o770);
		expect((await findings(dir)).byCheck("shelf's contents").status).toBe(
			"broken",
		);
		const { exitCode, list } = await findings(dir, "--fix");
		expect(exitCode).toBe(0);
		expect(list.map(({ detail }) => detail)).toContain(
			`Closed ${dir} to others; its mode was 0755`,
		);
		for (const name of ["", "segments"]) {
			expect(statSync(join(dir, name)).mode & 0o777).toBe(0o700);
		}
		const home = directory.file("home");
		mkdirSync(home);
		chmodSync(home, 0o755);
		writeFileSync(join(home, "letter"), "mine");
		expect((await findings(home, "--fix")).exitCode).toBe(1);
		expect(statSync(home).mode & 0o777).toBe(0o755);
		expect(readdirSync(home)).toEqual(["letter"]);
	});

	test("names files that no daemon would serve, and --fix leaves them", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await killedShelf(dir);
		const objects = join(dir, "objects");
		writeFileSync(join(objects, "notes.txt"), "mine", { mode: 0o600 });
		writeFileSync(join(objects, "bad@1.arrow"), "no table", { mode: 0o600 });
		symlinkSync("/etc/passwd", join(objects, "link@1.arrow"));
		const { byCheck } = await findings(dir, "--fix");
		const { status, detail } = byCheck("objects");
		expect(status).toBe("warning");
		expect(detail).toContain("notes.txt (not the name of an object)");
		expect(detail).toMatch(/bad@1\.arrow \([A-Z]/);
		expect(detail).toContain("link@1.arrow (not a file)");
		expect(readdirSync(objects).sort()).toEqual([
			"bad@1.arrow",
			"kept@1.arrow",
			"link@1.arrow",
			"notes.txt",
		]);
	});

	test("names files that are open to others", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await killedShelf(dir);
		chmodSync(join(dir, "objects/kept@1.arrow"), 0o644);
		const { detail, remedy } = (await findings(dir)).byCheck(
			"shelf's contents",
		);
		expect(detail).toContain("kept@1.arrow");
		expect(remedy).toBe(`chmod -R go-rwx ${dir}`);
	});

	test.if(process.getuid?.() === 0)("names another user's files", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await killedShelf(dir);
		chownSync(join(dir, "objects/kept@1.arrow"), 65534, 65534);
		expect((await findings(dir)).byCheck("shelf's contents").detail).toContain(
			"kept@1.arrow (user 65534)",
		);
		chownSync(dir, 65534, 65534);
		const { exitCode, byCheck } = await findings(dir, "--fix");
		expect(exitCode).toBe(1);
		expect(byCheck("shelf directory").detail).toContain("user 65534 owns it");
		expect(byCheck("mended")).toBeUndefined();
		expect(existsSync(join(dir, "shelf.sock"))).toBe(true);
	});

	test("a daemon that has the lock and does not answer is broken", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		mkdirSync(dir, { mode: 0o700 });
		const lock = openSync(join(dir, "shelf.lock"), "a+", 0o600);
		expect(tryLockFile(lock)).toBe(true);
		const { exitCode, byCheck } = await findings(dir, "--quiet");
		closeSync(lock);
		expect(exitCode).toBe(1);
		expect(byCheck("daemon").detail).toContain("does not answer");
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
