import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { truncateSync, writeFileSync } from "node:fs";
import polars from "nodejs-polars";
import {
	hasMountNamespace,
	run,
	runMounted,
	serve,
} from "../../helpers/executable.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

setDefaultTimeout(60_000);

const objects = `[${'{"a":1,"b":2},\n'.repeat(5000)}`;

/** Files that are read as a whole, by how they begin; the rest has no bytes. */
const files: readonly [
	name: string,
	head: string | Uint8Array,
	says: RegExp,
][] = [
	// Twice 3 bytes each, and two named values in every 15.
	[
		"a.json",
		objects,
		/^its format, JSON, is .* at least 2\.2 TiB .*; write it as NDJSON/,
	],
	[
		"a.avro",
		"Obj\x01",
		/^its format, Avro, is .* at least 200\.0 GiB .*as Parquet/,
	],
	[
		"a.arrows",
		new Uint8Array([255, 255, 255, 255, 16, 0, 0, 0]),
		/^its format, Arrow IPC stream, is .* 200\.0 GiB .*put it on the shelf/,
	],
];

describe("a file that is read as a whole, and too large for that", () => {
	test.each(files)(
		"is refused before it is read: %s",
		async (name, head, says) => {
			using directory = temporaryDirectory();
			const file = directory.file(name);
			writeFileSync(file, head);
			truncateSync(file, 100 * 1024 ** 3);
			const dir = directory.file("shelf");
			await using _ = await serve(dir);
			const commands = [
				["head", name],
				["sql", `select * from "${name}"`],
				...(name === "a.arrows" ? [] : [["put", name]]),
			];
			for (const argv of commands) {
				const { exitCode, stdout, stderr } = await run(argv, {
					dir,
					cwd: directory.path,
				});
				const [, said = ""] = stderr.split(`Cannot read "${name}": `);
				expect(said).toMatch(says);
				expect([exitCode, stdout]).toEqual([1, ""]);
			}
		},
	);
});

describe.skipIf(!hasMountNamespace)("a table that goes into memory", () => {
	test("is given up before memory comes to an end", async () => {
		using directory = temporaryDirectory();
		const rows = 10_000_000;
		const column = polars.Series("a", new Float64Array(rows));
		writeFileSync(
			directory.file("a.parquet"),
			polars.DataFrame([column]).writeParquet(),
		);
		const group = "/sys/fs/cgroup";
		const mount = `mount -t tmpfs group ${group}; echo 167108864 >${group}/memory.max; echo 7108864 >${group}/memory.current; echo 0::/ >${group}/mine; mount --bind ${group}/mine /proc/self/cgroup`;
		const argv = ["describe", directory.file("a.parquet")];
		const { exitCode, stdout, stderr } = await runMounted(mount, argv);
		expect(stderr).toMatch(
			/^arrowshelf: Cannot read ".*" into memory: 6\d\.\d MiB of its table are read, and 152\.6 MiB of memory are left; convert it to an Arrow file[^\n]*\n$/,
		);
		expect([exitCode, stdout]).toEqual([1, ""]);
	});
});
