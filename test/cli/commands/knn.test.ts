import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { tableFromIPC } from "apache-arrow";
import { connect } from "../../../src/client/connect.ts";
import { output, run, serve } from "../../helpers/executable.ts";
import { writeColumns, writePoints } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";
import { startInTerminal } from "../../helpers/terminal.ts";

// Several processes a test, and all of them beside other tests' work.
setDefaultTimeout(60_000);

const summaryFields = [
	"rows",
	"queries",
	"filtered",
	"dimension",
	"k",
	"metric",
	"engine",
	"index",
	"cores",
	"estimated_seconds",
	"estimate",
	"seconds",
	"points_per_second",
	"mean_distance",
	"recall",
	"output",
];

/** The neighbours in a result file, row-major. */
function neighbors(path: string): BigInt64Array {
	const list = tableFromIPC(readFileSync(path)).getChild("neighbors");
	return list?.data[0]?.children[0]?.values as BigInt64Array;
}

describe("knn over 100,000 uniform points", () => {
	test("finds the known mean distance, whatever the number of cores", async () => {
		using directory = temporaryDirectory();
		const file = directory.file("points.arrow");
		writePoints(file, 100_000);
		const results: BigInt64Array[] = [];
		for (const cores of [1, 2, 6]) {
			const near = directory.file(`near-${cores}.arrow`);
			const text = await output([
				"knn",
				file,
				"--json",
				"--cores",
				String(cores),
				"--output",
				near,
			]);
			const summary = JSON.parse(text);
			expect(summary.mean_distance).toBeGreaterThan(0.0223);
			expect(summary.mean_distance).toBeLessThan(0.0224);
			expect(summary).toMatchObject({ rows: 100_000, cores, output: near });
			results.push(neighbors(near));
		}
		expect(results[0]).toHaveLength(1_000_000);
		expect(results[1]).toEqual(results[0] as BigInt64Array);
		expect(results[2]).toEqual(results[0] as BigInt64Array);
	});

	test("ivf with 100 lists, 10 of them probed, has recall 0.99", async () => {
		using directory = temporaryDirectory();
		const file = directory.file("points.arrow");
		writePoints(file, 100_000);
		const argv = `knn ${file} --index ivf --nlist 100 --nprobe 10 --measure-recall --json`;
		const summary = JSON.parse(await output(argv.split(" ")));
		expect(summary.recall.value).toBeGreaterThanOrEqual(0.99);
		expect(summary.recall.sample).toBeGreaterThan(0);
		expect(summary.index).toMatchObject({
			kind: "ivf",
			nlist: 100,
			nprobe: 10,
		});
	});
});

describe("knn", () => {
	test("--json has the fields of the contract", async () => {
		using directory = temporaryDirectory();
		const file = directory.file("points.arrow");
		writePoints(file, 100);
		const summary = JSON.parse(await output(["knn", file, "--json"]));
		expect(Object.keys(summary)).toEqual(summaryFields);
		expect(Object.keys(summary.index)).toEqual([
			"kind",
			"nlist",
			"nprobe",
			"ef_search",
			"reason",
		]);
		expect(Object.keys(summary.seconds)).toEqual([
			"load",
			"build",
			"search",
			"write",
			"total",
		]);
		const { load, build, search, write, total } = summary.seconds;
		expect(load + build + search + write).toBeLessThanOrEqual(total * 1.001);
		expect(summary).toMatchObject({
			recall: { value: 1, low: 1, high: 1, sample: 0 },
			output: null,
			k: 10,
		});
	});

	test("prints a small table for people", async () => {
		using directory = temporaryDirectory();
		const file = directory.file("points.arrow");
		writePoints(file, 1000);
		const text = await output(["knn", file, "-k", "3"]);
		expect(text).toMatch(/^rows +1,000 of dimension 3$/m);
		expect(text).toMatch(/^throughput +\S+( \S+)? points\/s$/m);
		expect(text).toMatch(/^mean 3-NN distance +0\.\d{4}$/m);
		expect(text).toMatch(/^recall +1 \(exact\)$/m);
		for (const phase of ["load", "build", "search", "total"]) {
			expect(text).toMatch(
				new RegExp(`^${phase} +\\d+(\\.\\d+)? (ms|s)$`, "m"),
			);
		}
		expect(text).not.toContain("\u001b");
	});

	test("searches the rows of another table, and pads above its rows", async () => {
		using directory = temporaryDirectory();
		const [file, queries] = [directory.file("p"), directory.file("q")];
		const x = Float64Array.of(0, 1, 2);
		writeColumns(file, { x, other: x });
		writeColumns(queries, { x: Float64Array.of(1.9) });
		const near = directory.file("near.arrow");
		const argv = `knn ${file} --columns x --queries ${queries} -k 5 -o ${near}`;
		await output(argv.split(" "));
		expect([...neighbors(near)]).toEqual([2n, 1n, 0n, -1n, -1n]);
	});

	test("reads a table from the shelf, and puts the result there", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("p.arrow")];
		writePoints(file, 1000);
		await using _ = await serve(dir);
		await output(["put", file, "--key", "points"], { dir });
		const argv = "knn shelf:points -k 4 --output shelf:near --json".split(" ");
		const summary = JSON.parse(await output(argv, { dir }));
		expect(summary).toMatchObject({ rows: 1000, output: "shelf:near" });
		const path = (await output(["get", "near", "--path"], { dir })).trim();
		const near = directory.file("near.arrow");
		await output(["knn", file, "-k", "4", "--output", near]);
		expect(neighbors(path)).toEqual(neighbors(near));

		const taken = await run(argv, { dir });
		expect(taken.exitCode).toBe(1);
		expect(taken.stderr).toMatch(/^arrowshelf: [^\n]*--replace[^\n]*\n$/);
		await output([...argv, "--replace"], { dir });
		const usage = JSON.parse(await output(["usage", "--json"], { dir }));
		expect(usage).toMatchObject({ objects: 2, leases: 0 });
	});

	test("a key deleted meanwhile is searched to the end, then free", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("p.arrow")];
		writePoints(file, 20_000);
		await using _ = await serve(dir);
		await output(["put", file, "--key", "points"], { dir });
		await using shelf = await connect({ dir, autostart: false });
		const lease = await shelf.open("points");
		const argv = "knn shelf:points --index flat --json".split(" ");
		const searching = output(argv, { dir });
		// Two leases: ours, and that of the search.
		while ((await shelf.usage()).leases < 2);
		await output(["rm", "points"], { dir });
		expect((await shelf.usage()).used).toBe(lease.byteLength);
		const { rows, mean_distance } = JSON.parse(await searching);
		expect(rows).toBe(20_000);
		const expected = JSON.parse(await output(["knn", file, "--json"]));
		expect(mean_distance).toBeCloseTo(expected.mean_distance, 6);
		expect(lease.bytes).toEqual(readFileSync(file));
		lease[Symbol.dispose]();
		// A Worker frees the memory, after the lease has ended.
		while ((await shelf.usage()).used > 0);
		expect(await shelf.usage()).toMatchObject({ leases: 0, objects: 0 });
	});

	test("the result has the schema of the contract", async () => {
		using directory = temporaryDirectory();
		const [file, near] = [directory.file("p.arrow"), directory.file("n.arrow")];
		writePoints(file, 50);
		await output(["knn", file, "-k", "3", "-o", near]);
		const { schema, numRows } = tableFromIPC(readFileSync(near));
		expect(numRows).toBe(50);
		expect(schema.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual([
			"query: Uint64",
			"neighbors: FixedSizeList[3]<Int64>",
			"distances: FixedSizeList[3]<Float32>",
		]);
	});

	test("Ctrl-C under the progress bar ends it with 130 and leaves no file", async () => {
		using directory = temporaryDirectory();
		const file = directory.file("points.arrow");
		// Comparing all with all takes far longer than until the bar appears.
		writePoints(file, 500_000);
		const near = directory.file("near.arrow");
		const child = startInTerminal(
			`knn ${file} --index flat -k 100 --output ${near}`.split(" "),
		);
		expect(await child.shows(/search .*%/)).toContain("\u001b[2K");
		child.type("\x03");
		expect(await child.exited).toBe(130);
		const last = child.text().split("\u001b[2K").at(-1);
		expect(last).toMatch(/^arrowshelf: [^\n]+\r\n$/);
		expect(readdirSync(directory.path)).toEqual(["points.arrow"]);
	});

	test("a terminal gets colours, unless NO_COLOR is set", async () => {
		using directory = temporaryDirectory();
		const file = directory.file("points.arrow");
		writePoints(file, 100);
		const coloured = startInTerminal(["knn", file]);
		expect(await coloured.exited).toBe(0);
		expect(coloured.text()).toContain("\u001b[2mrows\u001b[0m");
		const plain = startInTerminal(["knn", file], { NO_COLOR: "1" });
		expect(await plain.exited).toBe(0);
		expect(plain.text()).toMatch(/^rows /);
		expect(plain.text()).not.toContain("\u001b");
	});

	test("no output is begun where it cannot be written", async () => {
		using directory = temporaryDirectory();
		const file = directory.file("points.arrow");
		writePoints(file, 100);
		for (const [path, why] of [
			[directory.file("none/near.arrow"), "does not exist"],
			[directory.path, "it is a directory"],
			[directory.file("none/near.parquet"), "does not exist"],
			[directory.file("none/near.csv"), "does not exist"],
		] as const) {
			const { exitCode, stderr } = await run(["knn", file, "--output", path]);
			expect(exitCode).toBe(1);
			expect(stderr).toContain(why);
			expect(readdirSync(directory.path)).toEqual(["points.arrow"]);
		}
	});
});
