import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { hasMountNamespace, runMounted } from "../helpers/executable.ts";
import { writePoints } from "../helpers/points.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

/** What each command says first, by its library. */
const commands = {
	head: "Cannot load polars, which reads and writes such files: it",
	knn: "Cannot open the native library: it",
} as const;

describe.skipIf(!hasMountNamespace)("whyNotOpened()", () => {
	test.each([
		["head", "noexec", "is unpacked to TMP, which is mounted noexec"],
		["knn", "noexec", "is unpacked to TMP, which is mounted noexec"],
		["head", "size=3m", "needs 115.0 MiB in TMP, where 3.0 MiB are free"],
		["knn", "size=64k", "KiB in TMP, where 64.0 KiB are free; make room"],
	] as const)(
		"%s, with a temporary directory of %s: %s",
		async (command, mounted, said) => {
			using directory = temporaryDirectory();
			const temp = directory.file("tmp");
			mkdirSync(temp);
			const csv = directory.file("a.csv");
			writeFileSync(csv, "a,b\n1,2\n");
			const arrow = directory.file("a.arrow");
			writePoints(arrow, 1000);
			const { exitCode, stdout, stderr } = await runMounted(
				`mount -t tmpfs -o ${mounted} tmp ${temp}`,
				[command, command === "head" ? csv : arrow],
				{ env: { TMPDIR: temp } },
			);
			expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
			expect(stderr).toStartWith(`arrowshelf: ${commands[command]}`);
			expect(stderr).toContain(said.replace("TMP", JSON.stringify(temp)));
			expect(stderr).toContain("set TMPDIR to a");
		},
	);
});
