import { expect, setDefaultTimeout, test } from "bun:test";
import { output, run, serve } from "../../helpers/executable.ts";
import { randomFrom, writeColumns, writePoints } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

setDefaultTimeout(60_000);

/** A shelf with the table "points", served; words to the executable there. */
async function shelfOfPoints(rows: number) {
	const stack = new AsyncDisposableStack();
	const directory = stack.use(temporaryDirectory());
	const [dir, file] = [directory.file("shelf"), directory.file("p.arrow")];
	writePoints(file, rows);
	stack.use(await serve(dir));
	await output(["put", file, "--key", "points"], { dir });
	return {
		file,
		path: (name: string) => directory.file(name),
		dir,
		text: (words: string) => output(words.split(" "), { dir }),
		run: (words: string) => run(words.split(" "), { dir }),
		[Symbol.asyncDispose]: () => stack.disposeAsync(),
	};
}

test("index build, ls, rm, and knn with it in between", async () => {
	await using shelf = await shelfOfPoints(2000);
	const built = JSON.parse(
		await shelf.text("index build shelf:points --key p.hnsw --json"),
	);
	expect(Object.keys(built)).toEqual([
		"key",
		"version",
		"kind",
		"bytes",
		"table",
		"table_version",
		"index",
		"metric",
		"vectors",
		"effort",
		"reason",
		"seconds",
	]);
	expect(built).toMatchObject({ index: "hnsw", vectors: 2000, kind: "index" });
	expect(JSON.parse(await shelf.text("index ls --json"))).toEqual([
		{
			key: "p.hnsw",
			version: 1,
			bytes: built.bytes,
			created: expect.any(String),
			index: "hnsw",
			metric: "l2",
			table: "points",
			table_version: 1,
		},
	]);
	expect(await shelf.text("index ls")).toMatch(/p\.hnsw +hnsw +l2 +points @ 1/);
	const words = "knn shelf:points --index shelf:p.hnsw --measure-recall --json";
	const summary = JSON.parse(await shelf.text(words));
	expect(summary.index).toMatchObject({
		kind: "hnsw",
		ef_search: built.effort,
	});
	expect(summary.recall.value).toBeGreaterThan(0.9);
	await shelf.text("index rm p.hnsw");
	expect(JSON.parse(await shelf.text("index ls --json"))).toEqual([]);
	expect((await shelf.run("index ls")).stderr).toContain("No index");
	const usage = JSON.parse(await shelf.text("usage --json"));
	expect(usage).toMatchObject({ objects: 1, leases: 0, pending: 0 });
});

function tenColumns(rows: number): Record<string, Float64Array> {
	const random = randomFrom(rows);
	const draw = () => Float64Array.from({ length: rows }, random);
	return Object.fromEntries([..."abcdefghij"].map((name) => [name, draw()]));
}

test("knn finds an index by itself, and --verbose says why not", async () => {
	await using shelf = await shelfOfPoints(50);
	const [file, few] = [shelf.path("ten.arrow"), shelf.path("few.arrow")];
	writeColumns(file, tenColumns(2000));
	writeColumns(few, tenColumns(3));
	await shelf.text(`put ${file} --key points --replace`);
	await shelf.text("index build shelf:points --key all --index flat");
	const words = `knn shelf:points --queries ${few} --verbose --json`;
	const found = JSON.parse((await shelf.run(words)).stdout);
	expect(found.index.reason).toBe(
		"index shelf:all, built for version 2, is on the shelf",
	);
	const exact = JSON.parse(await shelf.text(`${words} --index exact`));
	expect(exact.index.reason).toContain("exact index was asked for");
	expect(exact.mean_distance).toBeCloseTo(found.mean_distance, 5);
	await shelf.text(`put ${file} --key points --replace`);
	const stale = await shelf.run(words);
	expect(JSON.parse(stale.stdout).index.reason).not.toContain("shelf:");
	expect(stale.stderr).toContain(
		'index shelf:all is not used: it is of version 2 of "points", and version 3 is there: build it again',
	);
	const quiet = await shelf.run(`knn shelf:points --queries ${few}`);
	expect(quiet.stderr).toBe("");
});

test("index ls and rm take what every command takes", async () => {
	await using shelf = await shelfOfPoints(50);
	await shelf.text("index build shelf:points --key kept --index flat");
	expect(await shelf.text("index ls --verbose")).toContain("kept");
	expect(await shelf.text("index rm kept --quiet")).toBe("");
	expect(await shelf.text("index ls --quiet --json")).toBe("[]\n");
});

test("index refuses what cannot be meant, each with one line", async () => {
	await using shelf = await shelfOfPoints(50);
	const { file } = shelf;
	await shelf.text("index build shelf:points --key kept --index flat");
	const mistakes: [words: string, exitCode: number, text: string][] = [
		["index", 2, "needs build shelf:KEY, ls or rm KEY"],
		["index make", 2, "index expects one of build, ls, rm, got"],
		["index build shelf:points", 2, "--key"],
		[
			`index build ${file} --key k`,
			2,
			"put the file there first: arrowshelf put",
		],
		["index build none --key k", 2, "is named shelf:none"],
		["index build shelf:none --key k", 1, "none"],
		["index build shelf:points --key kept", 1, "kept"],
		[
			"index build shelf:points --key points --replace",
			2,
			"an index of itself",
		],
		["index build shelf:points --key k --index auto", 2, "hnsw"],
		["index build shelf:points --key k --nlist 5", 2, "nlist"],
		["index build shelf:points --key k --index factory:No", 2, "No"],
		[
			"index build shelf:kept --key k",
			1,
			"it is a search index (flat) of the table",
		],
		["index ls --key kept", 2, "takes no --key"],
		["index ls --skip-invalid", 2, "index ls takes no --skip-invalid"],
		["index rm", 2, "needs a key"],
		["index rm points", 2, "arrowshelf rm"],
		[`knn ${file} --index shelf:kept`, 2, "expected shelf:KEY"],
		["knn shelf:points --index shelf:none", 1, "none"],
		["knn shelf:points --index shelf:points", 1, "it is a table"],
		["knn shelf:points --index shelf:kept --metric ip", 1, "metric l2"],
	];
	for (const [words, exitCode, text] of mistakes) {
		const result = await shelf.run(words);
		expect({ words, exitCode: result.exitCode }).toEqual({ words, exitCode });
		expect(result.stderr).toContain(text);
		expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
	}
});

test("an index where a table is expected is told as one", async () => {
	await using shelf = await shelfOfPoints(500);
	await shelf.text("index build shelf:points --key points.flat --index flat");
	const told =
		'arrowshelf: Cannot use "points.flat" as a table: it is a search index (flat) of the table "points"; give shelf:points, and shelf:points.flat as the index to search it with\n';
	const wrong = [
		...["head points.flat", "describe shelf:points.flat"],
		...["get points.flat -o out.arrow", "get points.flat -o out.csv"],
		...["knn shelf:points.flat", "outliers shelf:points.flat"],
		`knn ${shelf.file} --queries shelf:points.flat`,
		"index build shelf:points.flat --key other",
		...["sql points.flat", "sql t --table t=shelf:points.flat"],
	];
	for (const words of wrong) {
		const [command = "", ...rest] = words.split(" ");
		const named = rest[0] === "t" ? "t" : '"points.flat"';
		const argv =
			command === "sql"
				? [command, `select * from ${named}`, ...rest.slice(1)]
				: [command, ...rest];
		const { exitCode, stdout, stderr } = await run(argv, {
			dir: shelf.dir,
			cwd: shelf.path(""),
		});
		expect({ words, stderr }).toEqual({ words, stderr: told });
		expect([exitCode, stdout]).toEqual([1, ""]);
	}
	// Its name may stand for something else.
	const query =
		'with "points.flat" as (select 1 as a) select * from "points.flat"';
	const answer = await run(["sql", query, "--json"], { dir: shelf.dir });
	expect(JSON.parse(answer.stdout)).toEqual([{ a: 1 }]);
});
