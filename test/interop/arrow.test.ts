/** Arrow files between us, pyarrow and polars, in their newest versions. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
	Dictionary,
	Int8,
	Table,
	Utf8,
	type Vector,
	vectorFromArray,
} from "apache-arrow";
import { checkArrowFile } from "../../src/arrow/check-file.ts";
import { readArrowFile } from "../../src/arrow/file.ts";
import type { FileLayout } from "../../src/arrow/layout.ts";
import { layoutColumns } from "../../src/arrow/layout-columns.ts";
import { layoutTable } from "../../src/arrow/layout-table.ts";
import { selectVectors } from "../../src/arrow/numeric-columns.ts";
import { bytesOfLayout, goldenFiles } from "../helpers/arrow-files.ts";
import { pythonWith } from "../helpers/python.ts";
import { sampleColumns } from "../helpers/sample-columns.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

const requirements = join(import.meta.dir, "../bench/requirements.txt");
const directory = temporaryDirectory();
let python = "";

const whole = new Table(sampleColumns());
const type = new Dictionary(new Utf8(), new Int8(), 5);
const one = new Table({ d: vectorFromArray(["a", "b"], type) });
const two = new Table({ d: vectorFromArray(["c", null, "a"], type) });
const tables: Record<string, Table> = {
	whole,
	sliced: whole.slice(3, 9),
	slices: whole.slice(0, 2).concat(whole.slice(5, 9)),
	"no-rows": whole.slice(0, 0),
	"no-batches": new Table(whole.schema),
	"no-columns": new Table({}),
	dictionaries: one.concat(two).concat(one),
};

beforeAll(async () => {
	python = await pythonWith(requirements);
	await run(join(import.meta.dir, "../fixtures/arrow/make.py"), directory.path);
	const layouts = Object.entries(tables).map(
		([name, table]) => [name, layoutTable(table)] as const,
	);
	for (const [name, layout] of [
		...layouts,
		["result", resultLayout()] as const,
	]) {
		await Bun.write(ours(name), bytesOfLayout(layout));
	}
	const paths = [...Object.keys(tables), "result"].map(ours);
	const script = join(import.meta.dir, "read_tables.py");
	readings = JSON.parse(await run(script, ...paths));
}, 600_000);

afterAll(() => directory[Symbol.dispose]());

describe("files that pyarrow and polars write today", () => {
	test("are the ones that are checked in", () => {
		expect(readdirSync(directory.path)).toEqual(
			expect.arrayContaining([...goldenFiles]),
		);
	});

	test.each(goldenFiles)("%s passes checkArrowFile()", (name) => {
		expect(checkArrowFile(written(name)).rowCount).toBeGreaterThan(0);
	});

	test("have the vectors that selectVectors() gives", () => {
		const file = written("polars.arrow");
		const source = selectVectors(readArrowFile(file), file, ["x"]);
		expect([...(source.columns[0]?.chunks[0]?.values ?? [])]).toEqual(
			Array.from({ length: 20 }, (_, row) => row),
		);
	});
});

describe("files that we lay out", () => {
	test.each(Object.keys(tables))(
		"%s: pyarrow and polars read the same rows",
		(name) => {
			const table = tables[name] as Table;
			const read = readByPython(name);
			expect(read.rows).toBe(table.numRows);
			for (const [column, values] of Object.entries(read.columns)) {
				const ours = Array.from(table.getChild(column) as Vector);
				expect(values).toEqual(JSON.parse(JSON.stringify(ours)));
			}
		},
	);

	test("pyarrow sees a result's schema as documented", () => {
		expect(readByPython("result")).toMatchObject({
			rows: 4,
			schema: {
				query: "uint64",
				neighbors: "fixed_size_list<item: int64 not null>[10]",
				distances: "fixed_size_list<item: float not null>[10]",
			},
		});
	});
});

function written(name: string): Uint8Array {
	return new Uint8Array(readFileSync(directory.file(name)));
}

/** What read_tables.py prints of a file. */
interface PythonTable {
	readonly schema: Record<string, string>;
	readonly rows: number;
	readonly columns: Record<string, unknown[]>;
}

let readings: Record<string, PythonTable> = {};

function readByPython(name: string): PythonTable {
	const table = readings[ours(name)];
	if (table === undefined) throw new Error(`Nothing about ${name}`);
	return table;
}

function ours(name: string): string {
	return directory.file(`ours-${name}.arrow`);
}

function resultLayout(): FileLayout {
	const list = { kind: "fixed_size_list", size: 10 } as const;
	return layoutColumns(
		[
			{
				name: "query",
				type: { kind: "int", bits: 64, signed: false },
				values: new BigUint64Array(4),
			},
			{
				name: "neighbors",
				type: list,
				child: { kind: "int", bits: 64, signed: true },
				values: new BigInt64Array(40),
			},
			{
				name: "distances",
				type: list,
				child: { kind: "float", bits: 32 },
				values: new Float32Array(40),
			},
		],
		4,
	);
}

async function run(...argv: string[]): Promise<string> {
	const child = Bun.spawn([python, "-W", "ignore", ...argv], {
		stdin: "ignore",
		stdout: "pipe",
		stderr: "pipe",
	});
	const [printed, errors] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
	]);
	expect({ code: await child.exited, errors }).toEqual({ code: 0, errors: "" });
	return printed;
}
