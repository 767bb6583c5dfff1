import { expect, setDefaultTimeout, test } from "bun:test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { executable, output, run } from "../../helpers/executable.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

// Several processes a test, and all of them beside other tests' work.
setDefaultTimeout(60_000);

test.each(["put", "knn"])(
	"demo says once that Ctrl-C came, during %s too",
	async (command) => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		try {
			// A process group of its own, as a terminal gives it.
			const demo = spawn(executable, ["demo"], {
				detached: true,
				env: { ARROWSHELF_DIR: dir },
				stdio: ["ignore", "pipe", "pipe"],
			});
			let said = "";
			demo.stderr.on("data", (text) => {
				said += text;
			});
			demo.stdout.on("data", (text: Buffer) => {
				if (!text.includes(`$ arrowshelf ${command}`)) return;
				process.kill(-(demo.pid ?? Number.NaN), "SIGINT");
			});
			const [exitCode] = await once(demo, "close");
			// It may say what it was at: starting a daemon.
			expect([exitCode, said]).toEqual([
				130,
				expect.stringMatching(/^arrowshelf: Interrupted[^\n]*\n$/),
			]);
			// No daemon, where it came before there was one.
			const { stdout } = await run(["ls", "--json"], { dir });
			expect(["[]\n", ""]).toContain(stdout);
		} finally {
			await run(["stop"], { dir });
		}
	},
);

test("demo puts, searches in another process, and takes its table off", async () => {
	using directory = temporaryDirectory();
	const dir = directory.file("shelf");
	try {
		const text = await output(["demo"], { dir });
		expect(text).toMatch(/^\$ arrowshelf put \S+ --key demo-\w+$/m);
		expect(text).toMatch(/^rows +100,000 of dimension 3$/m);
		expect(text).toMatch(/^mean 10-NN distance +0\.022[34]$/m);
		expect(await output(["ls", "--json"], { dir })).toBe("[]\n");
	} finally {
		await run(["stop"], { dir });
	}
});
