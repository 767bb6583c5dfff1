import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { output, run, serve, start } from "../../helpers/executable.ts";
import { linesOf } from "../../helpers/lines-of.ts";
import { writePoints } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

// Several processes a test, and all of them beside other tests' work.
setDefaultTimeout(60_000);

/** A watch that has begun, and its lines. */
async function begin(args: readonly string[], dir: string) {
	const child = start(["watch", ...args], { dir });
	const errors = linesOf(child.stderr);
	expect((await errors.next()).value).toBe("Watching; Ctrl-C ends it");
	return { child, errors, lines: linesOf(child.stdout) };
}

describe("watch", () => {
	test("prints a line an event, and ends with Ctrl-C", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
		writePoints(file, 1000);
		await using _ = await serve(dir);
		const { child, errors, lines } = await begin([], dir);
		const put = ["put", file, "--key", "points"];
		await output(put, { dir });
		await output([...put, "--replace"], { dir });
		await output(["rm", "points"], { dir });
		const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
		for (const what of [
			"put      points  version 1  ",
			"replace  points  version 2  ",
			"delete   points  version 2  ",
		]) {
			const { value } = await lines.next();
			expect(value).toMatch(new RegExp(`^${time}  ${what}[\\d.]+ \\w+$`));
		}
		child.kill("SIGINT");
		expect(await child.exited).toBe(130);
		expect((await errors.next()).value).toBe("arrowshelf: Interrupted");
	});

	test("--json prints an object a line, of the keys that match", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
		writePoints(file, 10);
		await using _ = await serve(dir);
		const { child, lines } = await begin(["p*", "--json"], dir);
		for (const key of ["q", "p"]) {
			await output(["put", file, "--key", key], { dir });
		}
		expect(JSON.parse((await lines.next()).value ?? "")).toEqual({
			time: expect.any(String),
			type: "put",
			key: "p",
			version: 1,
			kind: "table",
			bytes: expect.any(Number),
			sequence: 1,
		});
		child.kill("SIGINT");
		expect(await child.exited).toBe(130);
	});

	test("fails when the daemon goes away", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await using _ = await serve(dir);
		const { child, errors } = await begin([], dir);
		await output(["stop"], { dir });
		expect(await child.exited).toBe(1);
		expect((await errors.next()).value).toStartWith(
			"arrowshelf: Lost the connection",
		);
	});

	test("without a daemon says how to start one", async () => {
		using directory = temporaryDirectory();
		const finished = await run(["watch"], { dir: directory.file("shelf") });
		expect(finished.stderr).toContain("arrowshelf serve");
		expect([finished.exitCode, finished.stdout]).toEqual([1, ""]);
	});
});
