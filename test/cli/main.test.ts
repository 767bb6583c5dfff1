import { describe, expect, test } from "bun:test";
import packageJson from "../../package.json";
import { commands } from "../../src/cli/commands.ts";
import { run, start } from "../helpers/executable.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

describe("arrowshelf", () => {
	test("--version prints package.json's version", async () => {
		expect(await run(["--version"])).toEqual({
			exitCode: 0,
			stdout: `${packageJson.version}\n`,
			stderr: "",
		});
	});

	test("--help names every command", async () => {
		const { exitCode, stdout, stderr } = await run(["--help"]);
		expect([exitCode, stderr]).toEqual([0, ""]);
		for (const { name, summary } of commands) {
			expect(stdout).toMatch(new RegExp(`^  ${name} +${summary}$`, "m"));
		}
	});

	test.each(commands.map(({ name }) => name))(
		"help %s is %s --help, which fits 80 columns",
		async (name) => {
			const { exitCode, stdout } = await run(["help", name]);
			expect(exitCode).toBe(0);
			expect(stdout).toBe((await run([name, "--help"])).stdout);
			const [text = ""] = stdout.split(/^Examples?:$/m);
			for (const line of text.split("\n")) {
				expect(line.length).toBeLessThanOrEqual(80);
			}
			// No option leaves its words too little room.
			expect(text).not.toMatch(/^ {41}/m);
		},
	);

	test("help is --help, and what is unknown is told so", async () => {
		expect(await run(["help"])).toEqual(await run(["--help"]));
		const { exitCode, stderr } = await run(["help", "knnn"]);
		expect([exitCode, stderr]).toEqual([
			2,
			'arrowshelf: Unknown command "knnn"; did you mean knn?\n',
		]);
	});

	test("no other name of a command is a command, or stands for two", () => {
		const others = commands.flatMap(({ otherNames = [] }) => otherNames);
		const names = [...commands.map(({ name }) => name), ...others];
		expect(names).toEqual([...new Set(names)]);
	});

	test("without a command prints the help as an error", async () => {
		const { exitCode, stdout, stderr } = await run([]);
		expect([exitCode, stdout]).toEqual([2, ""]);
		expect(stderr).toContain("Usage: arrowshelf COMMAND");
	});

	test.each(commands.map(({ name }) => name))(
		"%s --help shows options and an example",
		async (name) => {
			const { exitCode, stdout, stderr } = await run([name, "--help"]);
			expect([exitCode, stderr]).toEqual([0, ""]);
			expect(stdout).toStartWith(`Usage: arrowshelf ${name}`);
			expect(stdout).toMatch(/^Examples?:\n {2}arrowshelf /m);
			expect(stdout).toContain("--dir DIR");
			expect(stdout).not.toContain("\u001b");
		},
	);

	test.each([
		[["knnn"], 'Unknown command "knnn"; did you mean knn?'],
		[["--version", "--json"], "Option --version takes nothing after it"],
		[["--versoin"], 'Unknown option "--versoin"; did you mean --version?'],
		[["frobnicate"], "arrowshelf --help lists them"],
		[["list"], 'Unknown command "list"; did you mean ls?'],
		[["Delete", "points"], 'Unknown command "Delete"; did you mean rm?'],
		[["version"], "did you mean --version?"],
		[["-V"], 'Unknown option "-V"; did you mean --version?'],
		[["--json", "ls"], "options stand behind the command"],
		[["ls", "--jsn"], "did you mean --json?"],
		[["ls", "a", "b"], 'Unexpected argument "b"'],
		[["knn"], "Missing SOURCE"],
		[["rm"], "Missing KEY"],
		[["put", "a", "--key"], "Missing value: --key expects KEY"],
		[["index"], "index needs build shelf:KEY, ls or rm KEY"],
		[["index", "biuld"], "one of build, ls, rm (did you mean build?), got"],
		[["knn", "a", "b"], "knn takes only one SOURCE, a file of any format"],
		[["knn", "a", "--plot", "b"], "the value of --plot is given as --plot=b"],
		[["knn", "a", "--sorted"], "--sorted needs --output"],
		[["knn", "a", "--radius", "x"], '--radius expects a number, got "x"'],
		[["outliers", "a", "--replace"], "--replace needs --output"],
		[["hotspots", "a", "--cell", "5m"], "expects a number of at least 0"],
		[["sql", "select", "1"], "in quotes as one argument"],
		[["put", "a", "b", "--key", "k"], "--key names one table, got 2 files"],
		[["put", "a", "--key", "not a key"], 'Cannot use "not a key" as a key'],
		[["get", "k"], "get needs one of --path and -o FILE"],
		[["get", "k", "--path", "-o", "f"], "get needs one of --path and -o FILE"],
		[["get", "k", "--path", "--format", "csv"], "--path writes none"],
		[["clear"], "add --yes"],
		[["serve", "--memory", "much"], "--memory expects a size"],
		[["serve", "--http", "127.0.0.1:1"], 'Unknown option "--http"'],
		[["knn", "shelf:"], 'Cannot use "" as a key'],
		[["knn", "x", "--nlist", "4"], 'only index "ivf" has lists'],
	])("%j is wrong usage: exit code 2 and one line", async (argv, message) => {
		using directory = temporaryDirectory();
		const finished = await run(argv, { dir: directory.file("shelf") });
		expect(finished.stderr).toContain(message);
		expect(finished.stderr).toMatch(/^arrowshelf: [^\n]+\n$/);
		expect([finished.exitCode, finished.stdout]).toEqual([2, ""]);
	});

	test.each([
		"ls",
		"status",
		"usage",
		"clear --yes",
		"rm points",
		"get points --path",
		"knn shelf:points",
	])("%s without a daemon says how to start one", async (line) => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		const finished = await run(line.split(" "), { dir });
		expect(finished.stderr).toMatch(/^arrowshelf: No daemon serves [^\n]+\n$/);
		expect(finished.stderr).toContain("arrowshelf serve");
		expect([finished.exitCode, finished.stdout]).toEqual([1, ""]);
	});

	test("stop without a daemon says that there is nothing to stop", async () => {
		using directory = temporaryDirectory();
		const finished = await run(["stop"], { dir: directory.file("shelf") });
		expect(finished.exitCode).toBe(1);
		expect(finished.stderr).toStartWith("arrowshelf: Nothing to stop");
	});

	test("a shelf directory too long for a socket is wrong usage", async () => {
		const finished = await run(["ls", "--dir", `/dev/shm/${"x".repeat(120)}`]);
		expect(finished.exitCode).toBe(2);
		expect(finished.stderr).toMatch(/^arrowshelf: [^\n]*107 bytes[^\n]*\n$/);
	});

	test("a reader that goes away ends it without a word", async () => {
		const child = start(["--help"]);
		await child.stdout.cancel();
		expect(await new Response(child.stderr).text()).toBe("");
		expect(await child.exited).toBe(0);
	});
});
