/** Signals that end a command, by `watch`, which runs until one does. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { executable, output, serve } from "../helpers/executable.ts";
import { linesOf } from "../helpers/lines-of.ts";
import { writePoints } from "../helpers/points.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import { until } from "../helpers/until.ts";

setDefaultTimeout(60_000);

/** Whether a process has started another. */
function hasChild({ pid }: { pid: number }): boolean {
	const path = `/proc/${pid}/task/${pid}/children`;
	return readFileSync(path, "utf8") !== "";
}

// As a terminal does: all processes of the group hear of it.
test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
	"%s interrupts also when polars' process has just begun",
	async (signal) => {
		using directory = temporaryDirectory();
		const file = directory.file("points.csv");
		writeFileSync(file, "x,y\n1,2\n".repeat(100_000));
		for (let round = 0; round < 3; round += 1) {
			const head = Bun.spawn([executable, "head", file], {
				env: {},
				detached: true,
				stdin: "ignore",
				stderr: "pipe",
			});
			await until(() => hasChild(head));
			process.kill(-head.pid, signal);
			expect([await head.exited, await head.stderr.text()]).toEqual([
				130,
				"arrowshelf: Interrupted\n",
			]);
		}
	},
);

/** Starts `arrowshelf watch` by sh, which may set signals before. */
function watch(before: string, dir: string) {
	return Bun.spawn(["sh", "-c", `${before} exec arrowshelf watch`], {
		env: {
			PATH: `${dirname(executable)}:${process.env.PATH}`,
			ARROWSHELF_DIR: dir,
		},
		stdin: "ignore",
		stdout: "pipe",
		stderr: "pipe",
	});
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
	"%s interrupts",
	async (signal) => {
		using directory = temporaryDirectory();
		await using _ = await serve(directory.file("shelf"));
		const child = watch("", directory.file("shelf"));
		const said = linesOf(child.stderr);
		await said.next();
		child.kill(signal);
		expect((await said.next()).value).toBe("arrowshelf: Interrupted");
		expect(await child.exited).toBe(130);
	},
);

test("SIGHUP that was ignored before, as by nohup, stays so", async () => {
	using directory = temporaryDirectory();
	const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
	writePoints(file, 10);
	await using _ = await serve(dir);
	const child = watch("trap '' HUP;", dir);
	await linesOf(child.stderr).next();
	child.kill("SIGHUP");
	await output(["put", file, "--key", "points"], { dir });
	const { value } = await linesOf(child.stdout).next();
	expect(value).toContain("points");
	child.kill("SIGINT");
	expect(await child.exited).toBe(130);
});
