import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { goldenPath } from "../../helpers/arrow-files.ts";
import { output, run } from "../../helpers/executable.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

setDefaultTimeout(60_000);

describe("an Arrow file whose values do not lie there to be used", () => {
	test.each([["lz4.arrow"], ["zstd.arrow"]])(
		"%s is searched, shown and described",
		async (name) => {
			using directory = temporaryDirectory();
			const out = directory.file("near.csv");
			const file = goldenPath(name);
			await output(["knn", file, "--columns", "x", "-k", "1", "-o", out]);
			const lines = readFileSync(out, "utf8").split("\n");
			expect(lines.length).toBe(102);
			expect(lines[1]).toBe("0,1,1,1.0");
			const piped = await output(["head", "-", "-n", "1", "--json"], {
				stdin: readFileSync(file),
			});
			expect(JSON.parse(piped)).toEqual([{ x: 0, text: "s" }]);
			const { columns } = JSON.parse(
				await output(["describe", file, "--json"]),
			);
			expect(columns[0]).toMatchObject({ min: "0", max: "99", mean: "49.5" });
		},
	);
});

test("a file is not asked for twice from standard input", async () => {
	for (const argv of [["knn", "-", "--queries", "-"]]) {
		const { exitCode, stderr } = await run(argv);
		expect(stderr).toBe(
			"arrowshelf: Standard input (-) can be read only once\n",
		);
		expect(exitCode).toBe(2);
	}
});

test("a directory that takes no file is named, not a file beside the output", async () => {
	const file = goldenPath("lz4.arrow");
	for (const name of ["x.csv", "x.arrow", "x.parquet"]) {
		const path = `/proc/${name}`;
		const argv = ["knn", file, "--columns", "x", "-o", path];
		const { exitCode, stderr } = await run(argv);
		expect(stderr).toMatch(
			/^arrowshelf: Cannot write "\/proc\/x\..*": no file can be made in "\/proc": [^\n]+\n$/,
		);
		expect(stderr).not.toContain("ENOENT");
		expect(exitCode).toBe(1);
	}
});
