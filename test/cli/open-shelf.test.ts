import { expect, setDefaultTimeout, test } from "bun:test";
import { output, serve, start } from "../helpers/executable.ts";
import { linesOf } from "../helpers/lines-of.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

setDefaultTimeout(60_000);

test("a command says that it waits for a daemon that does not answer", async () => {
	using directory = temporaryDirectory();
	const dir = directory.file("shelf");
	await using _ = await serve(dir);
	const { pid } = JSON.parse(await output(["status", "--json"], { dir }));
	process.kill(pid, "SIGSTOP");
	try {
		const child = start(["ls"], { dir });
		const { value } = await linesOf(child.stderr).next();
		expect(value).toBe(`Waiting for the daemon of ${dir} to answer`);
		process.kill(pid, "SIGCONT");
		expect(await child.exited).toBe(0);
	} finally {
		process.kill(pid, "SIGCONT");
	}
});
