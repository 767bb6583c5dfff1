import { describe, expect, test } from "bun:test";
import type { Table } from "apache-arrow";
import type { Shelf } from "../../src/client/shelf.ts";
import {
	CancelledError,
	ExistsError,
	InvalidQueryError,
	NotFoundError,
} from "../../src/errors.ts";
import { failure } from "../helpers/failure.ts";
import { randomFrom } from "../helpers/points.ts";
import { until } from "../helpers/until.ts";
import { isInUse } from "./in-use.ts";
import { testShelf } from "./test-shelf.ts";

const rows = 3000;

/** Two clouds, by turns, and `kind`, which tells them apart; the last row lies
 * far from both. */
function clouds() {
	const random = randomFrom(3);
	const cloud = (row: number) => 10 * (row % 2) + random();
	const column = () =>
		Float64Array.from({ length: rows }, (_, row) => cloud(row));
	const points = { x: column(), y: column() };
	points.x[rows - 1] = 500;
	const kind = Array.from({ length: rows }, (_, row) => (row % 2 ? "b" : "a"));
	return { ...points, kind };
}

interface Asked {
	readonly columns: readonly string[];
	readonly where?: string;
	readonly output?: string;
	readonly replace?: boolean;
	readonly signal?: AbortSignal;
	readonly onProgress?: () => void;
}

type Method = (
	shelf: Shelf,
	asked: Asked,
	source?: Parameters<Shelf["cluster"]>[0],
) => Promise<{
	readonly table: Table;
	readonly summary: { readonly output: string | null };
}>;

const methods: [string, Method, readonly string[]][] = [
	[
		"cluster() by kmeans",
		(shelf, asked, source = "points") =>
			shelf.cluster(source, { ...asked, k: 3 }),
		["row", "cluster", "distance"],
	],
	[
		"cluster() by dbscan",
		(shelf, asked, source = "points") =>
			shelf.cluster(source, { ...asked, eps: 1 }),
		["row", "cluster", "core"],
	],
	[
		"outliers()",
		(shelf, asked, source = "points") =>
			shelf.outliers(source, { ...asked, k: 5 }),
		["row", "score"],
	],
	[
		"hotspots()",
		(shelf, asked, source = "points") =>
			shelf.hotspots(source, { ...asked, cell: 1 }),
		["count", "first_row", "x", "y"],
	],
];

const columns = ["x", "y"];
const valuesOf = (table: Table) =>
	table.schema.fields.map(({ name }) => [
		name,
		[...(table.getChild(name) ?? [])],
	]);

describe.each(methods)("%s", (_, analyse, names) => {
	test("gives a table, and the same onto the shelf", async () => {
		await using own = await testShelf();
		const { shelf } = own;
		await shelf.put(clouds(), { key: "points" });
		const phases: unknown[] = [];
		const onProgress = (step?: unknown) => phases.push(step);
		const found = await analyse(shelf, { columns, onProgress });
		expect(found.table.schema.fields.map(({ name }) => name)).toEqual([
			...names,
		]);
		expect(found.summary.output).toBeNull();
		expect(phases).not.toBeEmpty();
		const put = await analyse(shelf, { columns, output: "found" });
		expect(put.summary.output).toBe("shelf:found");
		using lease = await shelf.get("found");
		expect(valuesOf(lease.table)).toEqual(valuesOf(found.table));
		const again = await failure(analyse(shelf, { columns, output: "found" }));
		expect(again).toBeInstanceOf(ExistsError);
		await analyse(shelf, { columns, output: "found", replace: true });
		expect((await shelf.stat("found")).version).toBe(2);
		// Nothing is held, nor pending.
		expect(own.segments()).toHaveLength(3);
	});

	test("looks at the rows that a filter lets pass", async () => {
		await using own = await testShelf();
		const { shelf } = own;
		await shelf.put(clouds(), { key: "points" });
		const all = await analyse(shelf, { columns, where: "kind in ('a', 'b')" });
		const some = await analyse(shelf, { columns, where: "kind = 'a'" });
		expect(all.summary).toMatchObject({ rows, filtered: rows });
		expect(some.summary).toMatchObject({ rows, filtered: rows / 2 });
		expect(valuesOf(some.table)).not.toEqual(valuesOf(all.table));
	});

	test("takes a lease, which may go meanwhile, and lets go of it", async () => {
		await using own = await testShelf();
		const { shelf } = own;
		await shelf.put(clouds(), { key: "points" });
		// By its number: what is opened by key alone is kept for the next time.
		const lease = await shelf.open("points", { version: 1 });
		const running = analyse(shelf, { columns }, lease);
		lease[Symbol.dispose]();
		const found = valuesOf((await running).table);
		await until(() => lease.bytes.length === 0);
		expect(found).toEqual(valuesOf((await analyse(shelf, { columns })).table));
		expect(await isInUse(shelf)).toBe(false);
	});

	test("ends when it is cancelled, and leaves nothing", async () => {
		await using own = await testShelf();
		const { shelf } = own;
		await shelf.put(clouds(), { key: "points" });
		const before = own.segments();
		const asked = { columns, output: "found" };
		const aborted = AbortSignal.abort(new Error("enough"));
		expect(
			await failure(analyse(shelf, { ...asked, signal: aborted })),
		).toBeInstanceOf(CancelledError);
		const controller = new AbortController();
		const running = analyse(shelf, {
			columns,
			signal: controller.signal,
			onProgress: () => controller.abort(),
		});
		expect(await failure(running)).toBeInstanceOf(CancelledError);
		expect(own.segments()).toEqual(before);
		await expect(shelf.stat("found")).rejects.toBeInstanceOf(NotFoundError);
	});

	test("refuses what cannot be meant", async () => {
		await using own = await testShelf();
		const { shelf } = own;
		await shelf.put(clouds(), { key: "points" });
		const refused: [Asked, new (...args: never[]) => Error][] = [
			[{ columns: "x" as unknown as string[] }, TypeError],
			[{ columns, where: "kind" }, RangeError],
			[{ columns, output: "no key" }, RangeError],
			[{ columns: ["nothing"] }, InvalidQueryError],
			[{ columns, where: "kind = 'c'" }, InvalidQueryError],
		];
		for (const [asked, kind] of refused) {
			expect(await failure(analyse(shelf, asked))).toBeInstanceOf(kind);
		}
		const missing = failure(analyse(shelf, { columns }, "nothing"));
		expect(await missing).toBeInstanceOf(NotFoundError);
	});
});

test("options are checked before the table is looked for", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	const wrong = [
		shelf.cluster("nothing", {}),
		shelf.cluster("nothing", { k: 3, metric: "cosine" }),
		shelf.cluster("nothing", { eps: 1, method: "kmeans", k: 1 }),
		shelf.outliers("nothing", { top: 0 }),
		shelf.outliers("nothing", { metric: "ip" }),
		shelf.hotspots("nothing", { cell: 0 }),
		shelf.hotspots("nothing", { cell: 1, metric: "ip" }),
		shelf.heatmap("nothing", { columns: ["x"] }),
		shelf.heatmap("nothing", { cells: { columns: 0, rows: 3 } }),
		shelf.heatmap("nothing", { cells: { columns: 1e5, rows: 1e5 } }),
		shelf.heatmap("nothing", { bounds: { x: [1, 0], y: [0, 1] } }),
	];
	for (const error of await Promise.all(wrong.map(failure))) {
		expect(error).toBeInstanceOf(RangeError);
	}
});

test("outliers() gives all scores, and a table of the furthest alone", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(clouds(), { key: "points" });
	const found = await shelf.outliers("points", {
		columns,
		method: "knn",
		top: 2,
	});
	expect(found.scores).toHaveLength(rows);
	expect(found.table.numRows).toBe(2);
	expect(found.table.getChild("row")?.get(0)).toBe(BigInt(rows - 1));
	expect(found.summary.top[0]).toEqual({
		row: rows - 1,
		score: found.scores[rows - 1] as number,
	});
});

test("heatmap() counts by cells, filtered, and takes means", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	const { x, y, kind } = clouds();
	const value = x.map((_, row) => row);
	await shelf.put({ x, y, kind, value }, { key: "points" });
	const bounds = { x: [0, 20], y: [0, 20] } as const;
	const cells = { columns: 2, rows: 2 };
	const all = await shelf.heatmap("points", { columns, bounds, cells });
	expect([...all.counts]).toEqual([rows / 2, 0, 0, rows / 2 - 1]);
	expect(all.means).toBeNull();
	expect(all.summary).toEqual({
		rows,
		filtered: null,
		columns: ["x", "y"],
		value: null,
		stat: "count",
		bounds,
		cells,
		low: rows / 2 - 1,
		high: rows / 2,
		outside: 1,
		left_out: 0,
		seconds: expect.objectContaining({ load: expect.any(Number), write: 0 }),
		output: null,
	});
	const some = await shelf.heatmap("points", {
		...{ columns, bounds, cells, where: "kind = 'a'", value: "value" },
	});
	expect([...some.counts]).toEqual([rows / 2, 0, 0, 0]);
	expect(some.means?.[0]).toBe(rows / 2 - 1);
	expect(some.summary).toMatchObject({ filtered: rows / 2, stat: "mean" });
	// Three numeric columns: which two?
	const unsaid = await failure(shelf.heatmap("points"));
	expect(unsaid.message).toContain('(columns: ["x", "y"])');
	await shelf.put({ lat: y, lon: x }, { key: "gps" });
	const gps = await shelf.heatmap("gps");
	expect(gps.summary.columns).toEqual(["lon", "lat"]);
	expect(gps.counts).toHaveLength(10_000);
	const signal = AbortSignal.abort(new Error("enough"));
	const stopped = await failure(shelf.heatmap("gps", { signal }));
	expect(stopped).toBeInstanceOf(CancelledError);
	expect(await isInUse(shelf)).toBe(false);
});

test("hotspots() and heatmap() count alike for any number of cores", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	// Several blocks of rows.
	const count = 700_000;
	const random = randomFrom(8);
	const column = () =>
		Float64Array.from({ length: count }, () => 100 * random());
	const [x, y, value] = [column(), column(), column()];
	await shelf.put({ x, y, value }, { key: "points" });
	const wanted = new Float64Array(100 * 100);
	for (let row = 0; row < count; row++) {
		const cell = 100 * Math.floor(y[row] ?? 0) + Math.floor(x[row] ?? 0);
		wanted[cell] = (wanted[cell] ?? 0) + 1;
	}
	const bounds = { x: [0, 100], y: [0, 100] } as const;
	const [one, two] = await Promise.all(
		[1, 2].map(async (cores) => {
			const asked = { columns, cores };
			const spots = await shelf.hotspots("points", { ...asked, cell: 1 });
			const map = await shelf.heatmap("points", {
				...{ ...asked, bounds, value: "value" },
			});
			const { counts, firstRows, centres } = spots;
			const { seconds, ...summary } = map.summary;
			return {
				spots: { counts, firstRows, centres },
				map: { ...map, summary },
			};
		}),
	);
	expect(two).toEqual(one as NonNullable<typeof one>);
	expect(one?.map.counts).toEqual(wanted);
	const { counts = [], centres: [across, up] = [] } = one?.spots ?? {};
	expect(counts.length).toBe(100 * 100);
	for (const [i, number] of counts.entries()) {
		const column = Math.floor(across?.[i] ?? -1);
		const line = Math.floor(up?.[i] ?? -1);
		if (Number(number) === wanted[100 * line + column]) continue;
		throw new Error(`Wrong count of cell ${column}, ${line}: ${number}`);
	}
});
