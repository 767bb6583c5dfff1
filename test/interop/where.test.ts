/** Filters against pyarrow's own comparisons of the same file. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readArrowFile } from "../../src/arrow/file.ts";
import { filterRows } from "../../src/arrow/where/filter-rows.ts";
import { parseWhere } from "../../src/arrow/where/parse-where.ts";
import { pythonWith } from "../helpers/python.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

const requirements = join(import.meta.dir, "../bench/requirements.txt");

/** A filter, and what pyarrow makes of the same. */
const cases: readonly (readonly [where: string, expression: string])[] = [
	["i8 > 50", "pc.greater(i8, 50)"],
	["i8 >= -1.5", "pc.greater_equal(i8, -1)"],
	["i8 < -99.5", "pc.less(i8, -99)"],
	["i8 != 7", "pc.not_equal(i8, 7)"],
	["i8 < 1e300", "pc.is_valid(i8)"],
	[
		"i8 not in (1, 2, 2.5)",
		"pc.and_kleene(pc.not_equal(i8, 1), pc.not_equal(i8, 2))",
	],
	["u16 >= 64911", "pc.greater_equal(u16, 64911)"],
	["i32 = 7 and i8 > 0", "pc.and_kleene(pc.equal(i32, 7), pc.greater(i8, 0))"],
	["i64 = 9007199254740993", "pc.equal(i64, 9007199254740993)"],
	["i64 > 9007199254740993", "pc.greater(i64, 9007199254740993)"],
	["i64 < -1", "pc.less(i64, -1)"],
	["i64 <= -0.5", "pc.less_equal(i64, -1)"],
	[
		"i64 in (0, 1, 9007199254740992)",
		"pc.or_kleene(pc.or_kleene(pc.equal(i64, 0), pc.equal(i64, 1)), pc.equal(i64, 9007199254740992))",
	],
	["i64 < 99999999999999999999", "pc.is_valid(i64)"],
	[
		"u64 >= 9223372036854775808",
		"pc.greater_equal(u64, pa.scalar(2**63, pa.uint64()))",
	],
	["u64 > -1", "pc.is_valid(u64)"],
	[
		"f16 > 0.5",
		"pc.greater(pc.cast(f16, pa.float32()), pa.scalar(0.5, pa.float32()))",
	],
	["f32 = 0.1", "pc.equal(f32, pa.scalar(0.1, pa.float32()))"],
	["f32 <= 0.1", "pc.less_equal(f32, pa.scalar(0.1, pa.float32()))"],
	["f32 < 0.2", "pc.less(f32, pa.scalar(0.2, pa.float32()))"],
	["f32 != 0.1", "pc.not_equal(f32, pa.scalar(0.1, pa.float32()))"],
	["f32 >= 0", "pc.greater_equal(f32, pa.scalar(0.0, pa.float32()))"],
	["f64 > 0.1", "pc.greater(f64, 0.1)"],
	["f64 > 0", "pc.greater(f64, 0.0)"],
	["f64 < 5e-324", "pc.less(f64, 5e-324)"],
	["f64 < -1.4999", "pc.less(f64, -1.4999)"],
	["flag = true", "flag"],
	["flag != true", "pc.invert(flag)"],
	["city = 'Bern'", "pc.equal(pc.cast(city, pa.string()), 'Bern')"],
	["city = ''", "pc.equal(pc.cast(city, pa.string()), '')"],
	["city < 'Bern'", "pc.less(pc.cast(city, pa.string()), 'Bern')"],
	["city >= 'Bern'", "pc.greater_equal(pc.cast(city, pa.string()), 'Bern')"],
	["city > 'Zürich'", "pc.greater(pc.cast(city, pa.string()), 'Zürich')"],
	[
		"city != 'a text that fits into no view'",
		"pc.not_equal(pc.cast(city, pa.string()), 'a text that fits into no view')",
	],
	[
		"large in ('é', 'Berlin')",
		"pc.or_kleene(pc.equal(large, 'é'), pc.equal(large, 'Berlin'))",
	],
	["coded = 'Zürich'", "pc.equal(pc.cast(coded, pa.string()), 'Zürich')"],
	["coded != 'Zürich'", "pc.not_equal(pc.cast(coded, pa.string()), 'Zürich')"],
	["coded > 'Berlin'", "pc.greater(pc.cast(coded, pa.string()), 'Berlin')"],
	["coded is null", "pc.is_null(coded)"],
	["price > 1.005", "pc.greater(price, decimal.Decimal('1.00'))"],
	["price = 1.25", "pc.equal(price, decimal.Decimal('1.25'))"],
	["price < -2.5", "pc.less(price, decimal.Decimal('-2.50'))"],
	[
		"wide >= 1e30",
		"pc.equal(wide, pa.scalar(decimal.Decimal('1e30'), pa.decimal256(60, 3)))",
	],
	[
		"wide < 0",
		"pc.equal(wide, pa.scalar(decimal.Decimal(-1), pa.decimal256(60, 3)))",
	],
	["day = '2024-02-29'", "pc.equal(day, dt.date(2024, 2, 29))"],
	["day > '2024-02-28T12:00'", "pc.greater(day, dt.date(2024, 2, 28))"],
	[
		"day64 <= 2024-02-28",
		"pc.less_equal(day64, pa.scalar(dt.date(2024, 2, 28), pa.date64()))",
	],
	["at > 2024-02-28", "pc.greater(at, stamp('2024-02-28'))"],
	[
		"at >= '2024-02-28 23:30:00.000025'",
		"pc.greater_equal(at, stamp('2024-02-28 23:30:00.000025'))",
	],
	[
		"at_ns < '2024-02-28T00:30:00.000002001'",
		"pc.less_equal(at_ns, stamp('2024-02-28T00:30:00.000002', 'ns'))",
	],
	[
		"zoned < '2024-02-28T01:00:00+01:00'",
		"pc.less(zoned, pc.assume_timezone(stamp('2024-02-28T00:00:00', 'ms'), 'UTC').cast(pa.timestamp('ms', 'Europe/Zurich')))",
	],
	[
		"clock >= '23:30'",
		"pc.greater_equal(clock, pa.scalar(dt.time(23, 30), pa.time64('us')))",
	],
	[
		"clock32 < '01:00:00'",
		"pc.less(clock32, pa.scalar(dt.time(1, 0), pa.time32('s')))",
	],
	["nothing is null", "pc.is_null(nothing)"],
	["list is not null", "pc.is_valid(list)"],
	["list is null and x > 500", "pc.and_(pc.is_null(list), pc.greater(x, 500))"],
];

describe.each(["plain", "compressed", "views"])("a %s file", (kind) => {
	const directory = temporaryDirectory();
	let expected: number[][] = [];
	let bytes = new Uint8Array();

	beforeAll(async () => {
		const python = await pythonWith(requirements);
		const path = directory.file(`${kind}.arrow`);
		const expressions = JSON.stringify(
			cases.map(([, expression]) => expression),
		);
		const script = join(import.meta.dir, "filter_rows.py");
		const child = Bun.spawn([python, script, path, kind, expressions], {
			stderr: "inherit",
		});
		expected = JSON.parse(await new Response(child.stdout).text());
		bytes = readFileSync(path);
	}, 600_000);

	afterAll(() => directory[Symbol.dispose]());

	test.each(cases.map(([where], at) => [where, at] as const))(
		"%s lets the rows pass that pyarrow does",
		async (where, at) => {
			const wanted = expected[at] as number[];
			expect(wanted.length).toBeGreaterThan(0);
			const file = readArrowFile(bytes);
			const filter = await filterRows(file, bytes, parseWhere(where), where);
			const rows = [...filter.excluded].flatMap((mark, row) =>
				mark === 0 ? row : [],
			);
			expect(rows).toEqual(wanted);
			expect(filter.passed).toBe(wanted.length);
		},
	);
});
