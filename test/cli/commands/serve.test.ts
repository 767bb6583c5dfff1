import { describe, expect, setDefaultTimeout, test } from "bun:test";
import {
	chmodSync,
	closeSync,
	existsSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { connect } from "../../../src/client/connect.ts";
import { isFileLocked, tryLockFile } from "../../../src/os/file-lock.ts";
import { output, run, serve, start } from "../../helpers/executable.ts";
import { LineClient } from "../../helpers/line-client.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";
import { startInTerminal } from "../../helpers/terminal.ts";
import { until } from "../../helpers/until.ts";

// Several processes a test, and all of them beside other tests' work.
setDefaultTimeout(60_000);

describe("serve", () => {
	test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
		"in the foreground says so, and ends on %s",
		async (signal) => {
			using directory = temporaryDirectory();
			const dir = directory.file("shelf");
			const child = start(["serve"], { dir });
			const { value } = await child.stdout.getReader().read();
			expect(new TextDecoder().decode(value)).toBe(
				`arrowshelf is serving ${dir}\n`,
			);
			await output(["status"], { dir });
			child.kill(signal);
			expect(await child.exited).toBe(0);
			expect(existsSync(join(dir, "shelf.sock"))).toBe(false);
		},
	);

	test("--detach returns once the daemon answers, again and again", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		const first = await output(["serve", "--detach"], { dir });
		const pid = /\(pid (\d+)\)\n$/.exec(first)?.[1];
		expect(first).toStartWith(`arrowshelf is serving ${dir} `);
		const status = JSON.parse(await output(["status", "--json"], { dir }));
		expect(status.pid).toBe(Number(pid));
		expect(await output(["serve", "--detach"], { dir })).toBe(
			`arrowshelf already serves ${dir} (pid ${pid})\n`,
		);
		expect(await output(["stop"], { dir })).toContain(`pid ${pid}`);
		expect((await run(["status"], { dir })).exitCode).toBe(1);
	});

	test("a second one in the foreground is refused", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await using _ = await serve(dir);
		const { exitCode, stdout, stderr } = await run(["serve"], { dir });
		expect([exitCode, stdout]).toEqual([1, ""]);
		expect(stderr).toMatch(/^arrowshelf: [^\n]+\n$/);
	});

	test("--detach at the same time: one serves, all succeed", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		const lines = await Promise.all(
			[1, 2, 3].map(() => output(["serve", "--detach"], { dir })),
		);
		const pids = new Set(lines.map((line) => /pid \d+/.exec(line)?.[0]));
		expect(pids.size).toBe(1);
		await output(["stop"], { dir });
	});

	test("--memory is the shelf's capacity", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await output(["serve", "--detach", "--memory", "64MiB"], { dir });
		const usage = JSON.parse(await output(["usage", "--json"], { dir }));
		expect(usage.capacity).toBe(64 * 2 ** 20);
		await output(["stop"], { dir });
	});

	test.each([[["serve"]], [["serve", "--detach"]]])(
		"%j refuses a directory that others can enter",
		async (argv) => {
			using directory = temporaryDirectory();
			const dir = directory.file("shelf");
			mkdirSync(dir);
			chmodSync(dir, 0o755);
			const { exitCode, stderr } = await run(argv, { dir });
			expect(exitCode).toBe(1);
			expect(stderr).toMatch(/^arrowshelf: [^\n]+\n$/);
			expect(existsSync(join(dir, "shelf.sock"))).toBe(false);
		},
	);

	test("--detach ignores that a terminal went away, and drains on SIGTERM", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await output(["serve", "--detach"], { dir });
		await using client = await LineClient.greet(dir);
		const { pid } = await client.ok("health");
		process.kill(pid, "SIGHUP");
		// Answered after the signal was delivered, and by the same one.
		expect((await client.ok("health")).pid).toBe(pid);
		expect(await client.ok("stat", { key: "none" }).catch(String)).toContain(
			"Nothing is on the shelf",
		);
		process.kill(pid, "SIGTERM");
		await client.closed;
		await until(() => !isFileLocked(join(dir, "shelf.lock")));
		expect(existsSync(join(dir, "shelf.sock"))).toBe(false);
	});

	test("SIGTERM in the middle of a put leaves nothing of it", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		const child = start(["serve"], { dir });
		await child.stdout.getReader().read();
		await using writer = await LineClient.greet(dir);
		await using other = await LineClient.greet(dir);
		const { path } = await writer.ok("create", { kind: "table", bytes: 5000 });
		writeFileSync(path, "half a table");
		// The memory of this one is being reserved when the signal comes.
		other.send('{"id":9,"op":"create","kind":"table","bytes":200000000}\n');
		other.send('{"id":10,"op":"nonsense"}\n');
		expect((await other.next())?.id).toBe(10);
		child.kill("SIGTERM");
		expect(await other.next()).toMatchObject({ id: 9, ok: { bytes: 2e8 } });
		expect(await child.exited).toBe(0);
		await Promise.all([writer.closed, other.closed]);
		expect(readdirSync(join(dir, "segments"))).toEqual([]);
		expect(readdirSync(join(dir, "objects"))).toEqual([]);
	});

	test("a put whose daemon ends fails with words, or is there", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		const child = start(["serve"], { dir });
		await child.stdout.getReader().read();
		await using shelf = await connect({ dir, autostart: false });
		const x = new Float64Array(4e6);
		const put = shelf.put({ x }, { key: "k" }).then(
			() => "sealed",
			(error) => error.code as string,
		);
		await until(() => readdirSync(join(dir, "segments")).length === 1);
		child.kill("SIGTERM");
		const outcome = await put;
		expect(["sealed", "connection_lost"]).toContain(outcome);
		expect(await child.exited).toBe(0);
		const kept = outcome === "sealed" ? ["k@1.arrow"] : [];
		expect(readdirSync(join(dir, "objects"))).toEqual(kept);
		expect(readdirSync(join(dir, "segments"))).toHaveLength(kept.length);
	});

	test("in the foreground and in the background at once: one serves", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		mkdirSync(dir, { mode: 0o700 });
		const child = start(["serve"], { dir });
		const line = await output(["serve", "--detach"], { dir });
		const { pid } = JSON.parse(await output(["status", "--json"], { dir }));
		expect(line).toContain(`(pid ${pid})`);
		expect(line.includes("already serves")).toBe(pid === child.pid);
		if (pid !== child.pid) {
			expect(await child.exited).toBe(1);
			expect(await new Response(child.stderr).text()).toContain(
				`a daemon (pid ${pid}) already does`,
			);
		}
		await output(["stop"], { dir });
		expect(await child.exited).toBe(pid === child.pid ? 0 : 1);
	});

	test("waits for one that ends, and then serves", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		mkdirSync(dir, { mode: 0o700 });
		// As a daemon that ends: no socket any more, the lock still held.
		const lock = openSync(join(dir, "shelf.lock"), "a+", 0o600);
		expect(tryLockFile(lock)).toBe(true);
		const served = output(["serve", "--detach"], { dir });
		await until(() => isFileLocked(dir));
		closeSync(lock);
		expect(await served).toContain("is serving");
		await output(["stop"], { dir });
	});

	test("--idle-exit ends one in the background that nobody uses", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await output(["serve", "--detach", "--idle-exit", "100ms"], { dir });
		await until(() => !isFileLocked(join(dir, "shelf.lock")));
		expect(existsSync(join(dir, "shelf.sock"))).toBe(false);
	});

	test("--idle-exit is refused where no timer holds it", async () => {
		const { exitCode, stderr } = await run(["serve", "--idle-exit", "30d"]);
		expect(exitCode).toBe(2);
		expect(stderr).toContain("at most 24 days");
	});

	test("a daemon in the background says what it leaves, with the time", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		mkdirSync(join(dir, "objects"), { recursive: true });
		chmodSync(dir, 0o700);
		chmodSync(join(dir, "objects"), 0o700);
		writeFileSync(join(dir, "objects/notes.txt"), "mine");
		await using _ = await serve(dir);
		expect(readFileSync(join(dir, "shelf.log"), "utf8")).toMatch(
			/^\d{4}-\d\d-\d\dT[\d:.]+Z arrowshelf: Leaving .*notes.txt/,
		);
	});

	test("Ctrl-C while a daemon is being started exits 130", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		mkdirSync(dir, { mode: 0o700 });
		const table = join(import.meta.dir, "../../fixtures/arrow/all-types.arrow");
		// Somebody else is starting one: ours waits for its turn.
		const turn = openSync(dir, "r");
		expect(tryLockFile(turn)).toBe(true);
		const terminal = startInTerminal(["put", table], { ARROWSHELF_DIR: dir });
		await until(() => isAwaited(dir));
		terminal.type("\x03");
		expect(await terminal.exited).toBe(130);
		closeSync(turn);
		expect(existsSync(join(dir, "shelf.sock"))).toBe(false);
	});
});

/** Whether somebody waits for the lock of a directory (proc_locks(5)). */
function isAwaited(dir: string): boolean {
	const { ino } = statSync(dir);
	return readFileSync("/proc/locks", "utf8")
		.split("\n")
		.some((line) => line.includes("-> FLOCK") && line.includes(`:${ino} `));
}
