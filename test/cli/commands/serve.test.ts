import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { output, run, serve, start } from "../../helpers/executable.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

// Several processes a test, and all of them beside other tests' work.
setDefaultTimeout(60_000);

describe("serve", () => {
	test.each(["SIGINT", "SIGTERM"] as const)(
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
});
