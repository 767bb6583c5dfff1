import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { output, run, serve, start } from "../../helpers/executable.ts";
import { linesOf } from "../../helpers/lines-of.ts";
import { writePoints } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";
import { until } from "../../helpers/until.ts";

// Several processes a test, and all of them beside other tests' work.
setDefaultTimeout(60_000);

/** Rows of which two tables fit into 64 KiB, three do not. */
const rows = 1000;

/** What a watch of a shelf tells: `type key`, one by one. */
async function changesOf(dir: string) {
	const child = start(["watch", "--json"], { dir });
	await linesOf(child.stderr).next();
	const lines = linesOf(child.stdout);
	return {
		async next(): Promise<string> {
			const { type, key } = JSON.parse((await lines.next()).value ?? "");
			return `${type} ${key}`;
		},
		async [Symbol.asyncDispose]() {
			child.kill("SIGINT");
			await child.exited;
		},
	};
}

async function list(dir: string) {
	return JSON.parse(await output(["ls", "--json"], { dir })) as {
		key: string;
		spilled: boolean;
	}[];
}

describe("what goes by itself", () => {
	test("put --ttl: gone at its time, told to whoever watches", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
		writePoints(file, rows);
		await using _ = await serve(dir);
		await using changes = await changesOf(dir);
		await output(["put", file, "--key", "short", "--ttl", "300ms"], { dir });
		expect(await changes.next()).toBe("put short");
		expect(await changes.next()).toBe("expire short");
		expect(await list(dir)).toEqual([]);
		expect(readdirSync(join(dir, "objects"))).toEqual([]);
		expect((await run(["get", "short", "--path"], { dir })).exitCode).toBe(1);
	});

	test("reject is the default: a put that does not fit is refused", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
		writePoints(file, rows);
		await using _ = await serve(dir, "--memory", "64KiB");
		for (const key of ["a", "b"]) {
			await output(["put", file, "--key", key], { dir });
		}
		const { exitCode, stderr } = await run(["put", file], { dir });
		expect(exitCode).toBe(1);
		expect(stderr).toMatch(/^arrowshelf: [^\n]+\n$/);
		expect(await output(["status"], { dir })).toMatch(/^when full +reject$/m);
	});

	test("--when-full evict: the least recently used, none that is pinned", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
		writePoints(file, rows);
		await using _ = await serve(dir, "--memory", "64KiB", "--when-full=evict");
		const put = (key: string, ...options: string[]) =>
			run(["put", file, "--key", key, ...options], { dir });
		await put("kept", "--pin");
		await put("old");
		await using changes = await changesOf(dir);
		expect((await put("new")).exitCode).toBe(0);
		expect(await changes.next()).toBe("evict old");
		expect(await changes.next()).toBe("put new");
		await output(["touch", "new", "--pin"], { dir });
		// Nothing is left that may go.
		expect((await put("more")).exitCode).toBe(1);
		expect((await list(dir)).map(({ key }) => key)).toEqual(["kept", "new"]);
		const status = JSON.parse(await output(["status", "--json"], { dir }));
		expect(status).toMatchObject({ when_full: "evict", spill_dir: null });
	});

	test("--when-full spill: to disk, and back on get, over a restart", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
		writePoints(file, rows);
		const bytes = readFileSync(file);
		const spillDir = directory.file("-a disk");
		mkdirSync(directory.file("elsewhere"));
		const spill = ["serve", "--detach", "--memory", "64KiB"].concat(
			"--when-full",
			"spill",
			"--spill-dir=../-a disk",
		);
		// A relative directory is the caller's.
		const from = { dir, cwd: directory.file("elsewhere") };
		try {
			await output(spill, from);
			await using changes = await changesOf(dir);
			for (const key of ["a", "b", "c"]) {
				await output(["put", file, "--key", key], { dir });
			}
			for (const change of ["put a", "put b", "spill a", "put c"]) {
				expect(await changes.next()).toBe(change);
			}
			expect(readFileSync(join(spillDir, "a@1.arrow"))).toEqual(bytes);
			expect((await list(dir)).map(({ spilled }) => spilled)).toEqual([
				true,
				false,
				false,
			]);
			expect(await output(["ls"], { dir })).toMatch(
				/ MARKS\na .*\d \S.* spilled\nb [^\n]*[^d]\n/,
			);
			expect(await output(["usage"], { dir })).toMatch(/^spilled +\d.*KiB$/m);
			expect(await output(["touch", "a"], { dir })).toContain("KiB, on disk");
			const status = await output(["status"], { dir });
			expect(status).toContain(`spill to ${spillDir}\n`);
			const doctor = JSON.parse(
				(await run(["doctor", "--json"], { dir })).stdout,
			);
			expect(
				doctor.find(
					({ check }: { check: string }) => check === "spill directory",
				).detail,
			).toStartWith(spillDir);

			// The same once more, and something else.
			expect(await run(spill, from)).toMatchObject({ exitCode: 0, stderr: "" });
			const other = ["serve", "--detach", "--when-full", "evict"];
			expect(await run(other, { dir })).toMatchObject({
				exitCode: 0,
				stdout: expect.stringContaining("already serves"),
				stderr: expect.stringMatching(/^It keeps the options [^\n]+\n$/),
			});

			await output(["stop"], { dir });
			await output(spill, from);
			const copy = directory.file("copy.arrow");
			await output(["get", "a", "-o", copy], { dir });
			expect(readFileSync(copy)).toEqual(bytes);
			await until(() => readdirSync(spillDir).includes("a@1.arrow") === false);
			expect((await list(dir)).map(({ spilled }) => spilled)).toContain(true);
		} finally {
			await run(["stop"], { dir });
		}
	});

	test.each([
		["--when-full spill", "--when-full spill needs --spill-dir DIR"],
		["--spill-dir /tmp", "--spill-dir needs --when-full spill"],
		["--when-full evict --spill-dir /tmp", "--spill-dir needs --when-full"],
		["--when-full spil --spill-dir /tmp", "did you mean spill?"],
		["--when-full", "--when-full expects one of reject, evict, spill"],
		["--spill-dir= --when-full spill", '--spill-dir expects DIR, got ""'],
		["--spil-dir /tmp", "did you mean --spill-dir?"],
	])("serve %s is wrong usage", async (line, message) => {
		using directory = temporaryDirectory();
		const argv = ["serve", ...line.split(" ")];
		const finished = await run(argv, { dir: directory.file("shelf") });
		expect(finished.stderr).toContain(message);
		expect(finished.stderr).toMatch(/^arrowshelf: [^\n]+\n$/);
		expect([finished.exitCode, finished.stdout]).toEqual([2, ""]);
		expect(readdirSync(directory.path)).toEqual([]);
	});

	test.each([[[]], [["--detach"]]])(
		"serve %j says why it cannot spill where others can look",
		async (argv) => {
			using directory = temporaryDirectory();
			const dir = directory.file("shelf");
			const spillDir = directory.file("open");
			mkdirSync(spillDir, { mode: 0o755 });
			const spill = ["--when-full", "spill", "--spill-dir", spillDir];
			const finished = await run(["serve", ...spill, ...argv], { dir });
			expect(finished.stderr).toMatch(/^arrowshelf: [^\n]+\n$/);
			expect(finished.stderr).toContain(`Cannot spill to "${spillDir}"`);
			expect([finished.exitCode, finished.stdout]).toEqual([1, ""]);
		},
	);
});
