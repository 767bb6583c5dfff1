import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import {
	Dictionary,
	Float64,
	Int32,
	tableFromArrays,
	tableToIPC,
	Utf8,
	vectorFromArray,
} from "apache-arrow";
import { run, serve } from "../../helpers/executable.ts";
import { writeColumns, writePoints } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

interface BadInput {
	readonly name: string;
	/** Makes the files in a directory. */
	readonly make: (file: (name: string) => string) => void;
	readonly argv: string;
	/** What the one line has to say. */
	readonly says: readonly string[];
	readonly exitCode: 1 | 2;
}

const points = (file: (name: string) => string) =>
	writePoints(file("points.arrow"), 20);
const write = (path: string, columns: Parameters<typeof tableFromArrays>[0]) =>
	writeFileSync(path, tableToIPC(tableFromArrays(columns), "file"));

const inputs: readonly BadInput[] = [
	{
		name: "not an Arrow file",
		make: (file) => writeFileSync(file("points.arrow"), "x,y\n1,2\n"),
		argv: "points.arrow",
		says: ["points.arrow", "CSV", "Arrow"],
		exitCode: 1,
	},
	{
		name: "a Parquet file",
		make: (file) => writeFileSync(file("points.parquet"), "PAR1....PAR1"),
		argv: "points.parquet",
		says: ["points.parquet", "Parquet"],
		exitCode: 1,
	},
	{
		name: "a CSV file with a bad line",
		make: (file) => writeFileSync(file("points.csv"), "x,y\n1,2\n3\n"),
		argv: "points.csv",
		says: ["points.csv", "line 3: expected 2 fields", "got 1"],
		exitCode: 1,
	},
	{
		name: "a cut file",
		make(file) {
			points(file);
			const bytes = readFileSync(file("points.arrow"));
			writeFileSync(file("cut.arrow"), bytes.subarray(0, 700));
		},
		argv: "cut.arrow",
		says: ["cut.arrow", "cut off"],
		exitCode: 1,
	},
	{
		name: "a key without shelf:",
		make: () => {},
		argv: "trips",
		says: ['"trips": there is no such file', "is named shelf:trips"],
		exitCode: 1,
	},
	{
		name: "an empty file",
		make: (file) => writeFileSync(file("empty.arrow"), ""),
		argv: "empty.arrow",
		says: ["empty.arrow", "empty"],
		exitCode: 1,
	},
	{
		name: "a text column",
		make: (file) =>
			write(file("names.arrow"), {
				x: Float64Array.of(1, 2),
				name: vectorFromArray(["a", "b"], new Utf8()) as never,
			}),
		argv: "names.arrow --columns x,name",
		says: ["names.arrow", '"name"', "utf8"],
		exitCode: 1,
	},
	{
		name: "a dictionary column",
		make: (file) =>
			write(file("names.arrow"), {
				name: vectorFromArray(
					["a", "b"],
					new Dictionary(new Utf8(), new Int32()),
				) as never,
			}),
		argv: "names.arrow",
		says: ["names.arrow", "numeric"],
		exitCode: 1,
	},
	{
		name: "an unknown column",
		make: points,
		argv: "points.arrow --columns x,yy",
		says: ["points.arrow", '"yy"', '"y"'],
		exitCode: 1,
	},
	{
		name: "NaN rows",
		make: (file) =>
			writeColumns(file("nan.arrow"), { x: Float64Array.of(0, Number.NaN, 2) }),
		argv: "nan.arrow",
		says: ["1", "--skip-invalid"],
		exitCode: 1,
	},
	{
		name: "a null row",
		make: (file) =>
			write(file("null.arrow"), {
				x: vectorFromArray([1, null, 3], new Float64()) as never,
			}),
		argv: "null.arrow",
		says: ["1", "--skip-invalid"],
		exitCode: 1,
	},
	{
		name: "k of 0",
		make: points,
		argv: "points.arrow -k 0",
		says: ["--k", "from 1 to 2048"],
		exitCode: 2,
	},
	{
		name: "k of 100,000",
		make: points,
		argv: "points.arrow --k 100000",
		says: ["--k", "from 1 to 2048"],
		exitCode: 2,
	},
	{
		name: "no rows",
		make: (file) =>
			writeColumns(file("none.arrow"), { x: new Float64Array(0) }),
		argv: "none.arrow",
		says: ["without rows"],
		exitCode: 1,
	},
	{
		name: "queries of another dimension",
		make(file) {
			points(file);
			writeColumns(file("flat.arrow"), { a: Float64Array.of(1) });
		},
		argv: "points.arrow --queries flat.arrow",
		says: ["3", "1", "dimension"],
		exitCode: 1,
	},
	{
		name: "an address",
		make: () => {},
		argv: "https://example.com/points.csv",
		says: ["points.csv", "it is an address, expected a file"],
		exitCode: 1,
	},
	{
		name: "a missing path",
		make: points,
		argv: "nothing.arrow",
		says: ["nothing.arrow", "no such file"],
		exitCode: 1,
	},
	{
		name: "a directory",
		make: points,
		argv: ".",
		says: ['"."'],
		exitCode: 1,
	},
	{
		name: "standard input",
		make: points,
		argv: "-",
		says: ["standard input", "empty"],
		exitCode: 1,
	},
	{
		name: "a factory string that FAISS does not know",
		make: points,
		argv: "points.arrow --index factory:Nonsense",
		says: ["factory string", "Nonsense"],
		exitCode: 2,
	},
	{
		name: "a factory string that is not supported",
		make: points,
		argv: "points.arrow --index factory:NSG8",
		says: ["NSG8", "not supported", "IVFn"],
		exitCode: 2,
	},
	{
		name: "a factory string that needs more rows",
		make: points,
		argv: "points.arrow --index factory:PQ1",
		says: ["factory:PQ1", "20 rows", "256"],
		exitCode: 1,
	},
	{
		name: "an index that there is not",
		make: points,
		argv: "points.arrow --index hnws",
		says: ["--index", "did you mean hnsw?", "factory:STRING"],
		exitCode: 2,
	},
	{
		name: "an nlist above the rows",
		make: points,
		argv: "points.arrow --index ivf --nlist 100",
		says: ["nlist", "100", "20"],
		exitCode: 2,
	},
];

describe("knn refuses", () => {
	test.each(inputs.map((input) => [input.name, input] as const))(
		"%s with one line, and leaves nothing behind",
		async (_, { make, argv, says, exitCode }) => {
			using directory = temporaryDirectory();
			make(directory.file);
			const before = readdirSync(directory.path);
			const words = ["knn", ...argv.split(" "), "--output", "near.arrow"];
			const finished = await run(words, { cwd: directory.path });
			expect(finished.stderr).toMatch(/^arrowshelf: [^\n]+\n$/);
			for (const part of says) expect(finished.stderr).toContain(part);
			expect(finished.stderr).not.toContain("bug");
			expect([finished.exitCode, finished.stdout]).toEqual([exitCode, ""]);
			expect(readdirSync(directory.path)).toEqual(before);
		},
	);

	test("what k above the rows is not: an error", async () => {
		using directory = temporaryDirectory();
		points(directory.file);
		const { exitCode, stderr } = await run(
			["knn", "points.arrow", "-k", "30"],
			{ cwd: directory.path },
		);
		expect([exitCode, stderr]).toEqual([0, ""]);
	});
});

describe("a cut Arrow file", () => {
	test.each([
		"head cut.arrow",
		"describe cut.arrow",
		"put good.arrow cut.arrow",
	])("is named by %s", async (words) => {
		using directory = temporaryDirectory();
		points(directory.file);
		const bytes = readFileSync(directory.file("points.arrow"));
		writeFileSync(directory.file("good.arrow"), bytes);
		// The ends are in order, so that only who reads the footer sees it.
		bytes.writeInt32LE(0x7fff_ffff, bytes.length - 10);
		writeFileSync(directory.file("cut.arrow"), bytes);
		await using _ = await serve(directory.file("shelf"));
		const finished = await run(words.split(" "), {
			cwd: directory.path,
			dir: directory.file("shelf"),
		});
		expect(finished.stderr).toBe(
			`arrowshelf: "cut.arrow": Cannot read the Arrow file: its footer claims 2147483647 bytes in a file of ${bytes.length} (at byte ${bytes.length - 10})\n`,
		);
		expect(finished.exitCode).toBe(1);
	});
});
