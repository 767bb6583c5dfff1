import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { output, run, serve } from "../helpers/executable.ts";
import { writePoints } from "../helpers/points.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

describe("arrowshelf in a directory that is not its own", () => {
	test("reads no .env, bunfig.toml, package.json or tsconfig.json there", async () => {
		using directory = temporaryDirectory();
		const [cwd, proof] = [directory.file("work"), directory.file("proof")];
		mkdirSync(cwd);
		writeFileSync(
			`${cwd}/.env`,
			`ARROWSHELF_DIR=${directory.file("hostile")}\n`,
		);
		writeFileSync(`${cwd}/bunfig.toml`, 'preload = ["./preload.ts"]\n');
		writeFileSync(
			`${cwd}/preload.ts`,
			`require("node:fs").writeFileSync(${JSON.stringify(proof)}, "ran");\n`,
		);
		writeFileSync(`${cwd}/package.json`, "{ broken");
		writeFileSync(`${cwd}/tsconfig.json`, "{ broken");
		writePoints(`${cwd}/points.arrow`, 100);

		const status = await run(["status"], { cwd });
		expect(status.stderr).not.toContain("hostile");
		await using _ = await serve(directory.file("shelf"));
		const inShelf = { cwd, dir: directory.file("shelf") };
		await output(["put", "points.arrow", "--key", "points"], inShelf);
		expect(JSON.parse(await output(["ls", "--json"], inShelf))).toHaveLength(1);
		await output(["knn", "points.arrow", "--cores", "2"], inShelf);
		expect(existsSync(proof)).toBe(false);
		expect(existsSync(directory.file("hostile"))).toBe(false);
	});
});
