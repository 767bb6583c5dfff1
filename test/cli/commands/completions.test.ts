import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { dirname } from "node:path";
import { executable, output, run, serve } from "../../helpers/executable.ts";
import { writePoints } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

setDefaultTimeout(60_000);

/** What bash would offer at a Tab behind `line`. */
async function completeInBash(line: string, dir: string, cwd = "/") {
	const script = `
		source <(arrowshelf completions bash)
		COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
		COMP_LINE=$1 COMP_POINT=\${#1}
		compopt() { :; }
		_arrowshelf && printf '%s\\n' "\${COMPREPLY[@]}"`;
	const child = Bun.spawn(["bash", "-c", script, "bash", line], {
		cwd,
		env: {
			PATH: `${dirname(executable)}:${process.env.PATH}`,
			ARROWSHELF_DIR: dir,
		},
		stdin: "ignore",
		stdout: "pipe",
		stderr: "inherit",
	});
	const text = await new Response(child.stdout).text();
	expect(await child.exited).toBe(0);
	return text.split("\n").filter((offered) => offered !== "");
}

describe("completions", () => {
	test("bash completes commands, options, values, keys and files", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
		writePoints(file, 10);
		await using _ = await serve(dir);
		await output(["put", file, "--key", "points"], { dir });
		const complete = (line: string) =>
			completeInBash(line, dir, directory.path);

		expect(await complete("arrowshelf com")).toEqual(["completions"]);
		expect(await complete("arrowshelf knn --inc")).toEqual(["--include-self"]);
		expect(await complete("arrowshelf knn --metric ha")).toEqual(["haversine"]);
		// Bash itself has taken the part before = or : for another word.
		expect(await complete("arrowshelf knn --metric=ha")).toEqual(["haversine"]);
		expect(await complete("arrowshelf knn shelf:po")).toEqual(["points"]);
		expect(await complete("arrowshelf rm ")).toEqual(["points"]);
		expect(await complete("arrowshelf put in")).toEqual(["in.arrow"]);
		expect(await complete("arrowshelf stop x")).toEqual([]);
	});

	test("a shelf without a daemon has no keys, and nothing is said", async () => {
		using directory = temporaryDirectory();
		const finished = await run(["completions", "--complete", "--", "rm", ""], {
			dir: directory.file("shelf"),
		});
		expect(finished).toEqual({ exitCode: 0, stdout: "", stderr: "" });
	});

	test.each(["zsh", "fish"])("%s can read its script", async (shell) => {
		const script = await output(["completions", shell]);
		expect(script).toContain("completions --complete --");
		if (Bun.which(shell) === null) return;
		using directory = temporaryDirectory();
		await Bun.write(directory.file("script"), script);
		const checked = Bun.spawnSync([shell, "-n", directory.file("script")]);
		expect([checked.exitCode, checked.stderr.toString()]).toEqual([0, ""]);
	});

	test.each([
		[["completions"], "got none"],
		[["completions", "powershell"], 'got "powershell"'],
		[["completions", "bash", "zsh"], 'got "bash zsh"'],
	])("%j is wrong usage", async (argv, message) => {
		const { exitCode, stderr, stdout } = await run(argv);
		expect([exitCode, stdout]).toEqual([2, ""]);
		expect(stderr).toContain(
			`expects one SHELL of bash, zsh, fish, ${message}`,
		);
	});
});
