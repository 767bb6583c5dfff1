/** Results that are written while the search goes on, and signals meanwhile. */
import { expect, setDefaultTimeout, test } from "bun:test";
import {
	closeSync,
	ftruncateSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	statSync,
} from "node:fs";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { runProgram } from "../../../scripts/run-program.ts";
import { layoutHollow } from "../../../src/arrow/layout-hollow.ts";
import { writePieces } from "../../../src/segments/write.ts";
import {
	hasMountNamespace,
	output,
	run,
	runMounted,
	serve,
	start,
} from "../../helpers/executable.ts";
import { writePoints } from "../../helpers/points.ts";
import { pythonWith } from "../../helpers/python.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";
import { startInTerminal } from "../../helpers/terminal.ts";
import { until } from "../../helpers/until.ts";

setDefaultTimeout(60_000);

const requirements = join(import.meta.dir, "../../bench/requirements.txt");

test("--output FILE.parquet has the answers of FILE.arrow, in the engine's order", async () => {
	const python = await pythonWith(requirements);
	using directory = temporaryDirectory();
	const file = directory.file("points.arrow");
	// More than one block of answers.
	writePoints(file, 300_000);
	for (const name of ["near.arrow", "near.parquet", "sorted.parquet"]) {
		const near = directory.file(name);
		const sorted = name.startsWith("sorted") ? ["--sorted"] : [];
		const argv = ["knn", file, "-k", "3", "-o", near, "--json", ...sorted];
		expect(JSON.parse(await output(argv)).output).toBe(near);
	}
	const program = `
import pyarrow as pa, pyarrow.parquet as pq, numpy as np, sys
parquet = pq.read_table("near.parquet")
arrow = pa.ipc.open_file(pa.memory_map("near.arrow")).read_all()
query = parquet["query"].to_numpy()
order = np.argsort(query)
assert np.array_equal(query[order], arrow["query"].to_numpy())
assert not np.array_equal(order, np.arange(300_000))
for name in ("neighbors", "distances"):
    ours = parquet[name].combine_chunks().flatten().to_numpy().reshape(-1, 3)
    other = arrow[name].combine_chunks().flatten().to_numpy().reshape(-1, 3)
    assert np.array_equal(ours[order], other)
    by_row = pq.read_table("sorted.parquet")
    assert np.array_equal(by_row["query"].to_numpy(), np.arange(300_000))
    ours = by_row[name].combine_chunks().flatten().to_numpy().reshape(-1, 3)
    assert np.array_equal(ours, other)
for name in ("near", "sorted"):
    assert pq.ParquetFile(f"{name}.parquet").num_row_groups == 3
`;
	const command = ["sh", "-c", 'cd "$0" && exec "$1" -c "$2"'];
	const { exitCode, log } = await runProgram([
		...command,
		directory.path,
		python,
		program,
	]);
	expect([exitCode, log]).toEqual([0, ""]);
	expect(readdirSync(directory.path)).toHaveLength(4);
});

test.each(["near.arrow", "near.parquet"])(
	"SIGINT in the middle of a search leaves nothing of %s",
	async (name) => {
		using directory = temporaryDirectory();
		const file = directory.file("points.arrow");
		writePoints(file, 1_000_000);
		const near = directory.file(name);
		const child = start(["knn", file, "-k", "200", "--cores", "2", "-o", near]);
		const isWritten = () =>
			readdirSync(directory.path).some(
				(other) =>
					other.startsWith(`.${name}.`) &&
					statSync(directory.file(other)).size > 20_000_000,
			);
		await until(isWritten);
		const killedAt = performance.now();
		child.kill("SIGINT");
		expect(await child.exited).toBe(130);
		expect(performance.now() - killedAt).toBeLessThan(10_000);
		expect(await new Response(child.stdout).text()).toBe("");
		expect(readdirSync(directory.path)).toEqual(["points.arrow"]);
	},
);

test.each(["near.csv", "near.csv.gz", "near.ndjson.zst"])(
	"SIGINT while the answers become text leaves nothing of %s",
	async (name) => {
		using directory = temporaryDirectory();
		const file = directory.file("points.arrow");
		writePoints(file, 200_000);
		const near = directory.file(name);
		const child = start(["knn", file, "-k", "50", "-o", near]);
		const isTemporary = (other: string) =>
			other.startsWith(`.${name}.`) && other.endsWith(".tmp");
		await until(() => readdirSync(directory.path).some(isTemporary));
		child.kill("SIGINT");
		expect(await child.exited).toBe(130);
		expect(await new Response(child.stdout).text()).toBe("");
		expect(readdirSync(directory.path)).toEqual(["points.arrow"]);
	},
);

test("the terminal shows how far the answers have become text, until Ctrl-C", async () => {
	using directory = temporaryDirectory();
	const file = directory.file("points.arrow");
	writePoints(file, 200_000);
	const near = directory.file("near.ndjson");
	const terminal = startInTerminal(["knn", file, "-k", "50", "-o", near]);
	await terminal.shows(/convert {2}[█░]{28} +[1-9]\d*%/);
	terminal.type("\x03");
	expect(await terminal.exited).toBe(130);
	expect(readdirSync(directory.path)).toEqual(["points.arrow"]);
});

test("SIGINT in the middle of a search leaves nothing of shelf:KEY", async () => {
	using directory = temporaryDirectory();
	const [dir, file] = [directory.file("shelf"), directory.file("p.arrow")];
	writePoints(file, 1_000_000);
	await using _ = await serve(dir);
	const usage = async () =>
		JSON.parse(await output(["usage", "--json"], { dir }));
	const argv = ["knn", file, "-k", "100", "-o", "shelf:near"];
	const child = start(argv, { dir });
	await until(async () => (await usage()).pending > 0);
	child.kill("SIGINT");
	expect(await child.exited).toBe(130);
	await until(async () => (await usage()).pending === 0);
	expect(await usage()).toMatchObject({ objects: 0, leases: 0 });
});

test.skipIf(!hasMountNamespace).each([
	["near.arrow", "1"],
	["near.parquet", "1"],
	["near.csv.gz", "1"], // the Arrow file in between
	["near.csv", "2"],
])(
	"a disk that is too small for %s is said, and nothing left on it",
	async (name, tens) => {
		using directory = temporaryDirectory();
		const file = directory.file("points.arrow");
		writePoints(file, 100_000);
		const small = directory.file("small");
		mkdirSync(small);
		const script = `mount -t tmpfs -o size=4m none ${small}; "$0" "$@" || echo failed; ls -A ${small}; exit`;
		const argv = ["knn", file, "-o", join(small, name)];
		const { stdout, stderr } = await runMounted(script, argv);
		expect(stderr).toMatch(
			/^arrowshelf: Cannot write "[^"]+": the disk is full, the result takes \d\d\.\d MiB[^\n]* are free\n$/,
		);
		expect(stderr).toContain(`takes ${tens}`);
		expect(stdout).toBe("failed\n");
	},
);

test("the answers of other queries come in their order in both formats", async () => {
	using directory = temporaryDirectory();
	const file = directory.file("points.arrow");
	const queries = directory.file("queries.arrow");
	writePoints(file, 1000);
	writePoints(queries, 300, 2);
	const near = directory.file("near.arrow");
	await output(["knn", file, "--queries", queries, "-o", near]);
	const rows = tableFromIPC(readFileSync(near)).getChild("query")?.toArray();
	expect([...(rows ?? [])]).toEqual(
		Array.from({ length: 300 }, (_, row) => BigInt(row)),
	);
});

test("a search that there is no memory for is refused before it begins", async () => {
	using directory = temporaryDirectory();
	const file = directory.file("points.arrow");
	// A file with holes, which takes no memory: 4,000 million rows.
	const column = { name: "x", type: { kind: "float", bits: 64 } } as const;
	const layout = layoutHollow([column], 4_000_000_000, {
		batchRows: 500_000_000,
		alignment: 4096,
	});
	const fd = openSync(file, "wx");
	writePieces(fd, layout);
	ftruncateSync(fd, layout.byteLength);
	closeSync(fd);
	const { exitCode, stdout, stderr } = await run(["knn", file]);
	expect([exitCode, stdout]).toEqual([1, ""]);
	expect(stderr).toMatch(
		/^arrowshelf: Cannot search 4000000000 rows of dimension 1: it takes at least \S+ \S+ of memory, and \S+ \S+ are free; [^\n]+\n$/,
	);
});
