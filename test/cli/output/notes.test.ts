import { describe, expect, test } from "bun:test";
import { output, run, serve } from "../../helpers/executable.ts";
import { writePoints } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

describe("--quiet and --verbose", () => {
	test("say nothing, or how long each phase took", async () => {
		using directory = temporaryDirectory();
		const file = directory.file("in.arrow");
		writePoints(file, 2000);
		const said = async (...more: string[]) =>
			(await run(["knn", file, "--json", ...more])).stderr;
		expect(await said()).toBe("");
		expect(await said("--quiet")).toBe("");
		expect(await said("--verbose")).toMatch(
			/^Searching .+\npack .+ m?s\n(.+ m?s\n)*search .+ m?s\n$/,
		);
	});

	test("--quiet leaves errors, and takes away notes", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await using _ = await serve(dir);
		const [loud, quiet] = [
			await run(["ls"], { dir }),
			await run(["ls", "-q"], { dir }),
		];
		expect(loud.stderr).toBe("Nothing is on the shelf\n");
		expect(quiet).toEqual({ exitCode: 0, stdout: "", stderr: "" });
		const failed = await run(["rm", "nothing", "-q"], { dir });
		expect(failed.stderr).toMatch(/^arrowshelf: [^\n]+\n$/);
		expect(await output(["ls", "--json", "-q"], { dir })).toBe("[]\n");
	});

	test("exclude each other", async () => {
		const { exitCode, stderr } = await run(["ls", "-q", "-v"]);
		expect([exitCode, stderr]).toEqual([
			2,
			"arrowshelf: Cannot be both --quiet and --verbose: give one\n",
		]);
	});
});
