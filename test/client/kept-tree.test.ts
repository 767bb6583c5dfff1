import { describe, expect, test } from "bun:test";
import {
	closeSync,
	openSync,
	readdirSync,
	readFileSync,
	writeSync,
} from "node:fs";
import { join } from "node:path";
import { connect } from "../../src/client/connect.ts";
import type { KnnOptions } from "../../src/client/knn.ts";
import { shelfNames } from "../../src/config.ts";
import { InvalidTableError } from "../../src/errors.ts";
import { randomFrom } from "../helpers/points.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import { type DaemonKind, daemonKinds } from "./daemon-kinds.ts";
import { testShelf } from "./test-shelf.ts";

type Options = Omit<KnnOptions, "radius">;
const rows = 1500;

/** Columns by name, uniform from `low` to `high`. */
function draw(
	names: readonly string[],
	count: number,
	[low, high]: readonly [number, number],
	Values: typeof Float32Array | typeof Float64Array = Float64Array,
) {
	const random = randomFrom(count);
	const value = () => low + (high - low) * random();
	return Object.fromEntries(
		names.map((name) => [name, new Values(count).map(value)]),
	);
}

/** Points in a few places, too near together for float32. */
function nearTogether(names: readonly string[], count: number) {
	const table = draw(names, count, [0, 1e-3]);
	for (const [at, values] of Object.values(table).entries()) {
		for (let row = 0; row < count; row++) {
			values[row] = (values[row] ?? 0) + 1e6 * ((row + at) % 3);
		}
	}
	return table;
}

const xyz = ["x", "y", "z"];
const cases: [string, (count: number) => ReturnType<typeof draw>, Options][] = [
	["float32", (count) => draw(xyz, count, [0, 1], Float32Array), {}],
	["float64", (count) => draw(xyz, count, [0, 1]), {}],
	["float64 far out", (count) => draw(xyz, count, [1e6, 1e6 + 1]), {}],
	["float64 near together", (count) => nearTogether(xyz, count), {}],
	[
		"places",
		(count) => draw(["lon", "lat"], count, [-80, 80]),
		{ metric: "haversine" },
	],
	["nine dimensions", (count) => draw([..."abcdefghi"], count, [0, 1]), {}],
];

describe.each(cases)("an exact index of %s", (_, columns, how) => {
	test("is kept as a tree and answers as one that is built, by itself too", async () => {
		await using own = await testShelf();
		const { shelf } = own;
		await shelf.put(columns(rows), { key: "points" });
		const { metric } = how;
		const built = await shelf.buildIndex("points", {
			key: "kept",
			index: "exact",
			metric,
		});
		expect(built.index).toBe("tree");
		for (const queries of [undefined, columns(100)]) {
			const asked = { ...how, queries, k: 7 };
			const fresh = await shelf.knn("points", { ...asked, index: "exact" });
			expect(fresh.summary.index.kind).toBe("tree");
			for (const index of ["shelf:kept", "auto"] as const) {
				const kept = await shelf.knn("points", { ...asked, index });
				expect(kept.summary.index.reason).toContain("shelf:kept");
				expect(kept.summary.recall).toMatchObject({ value: 1, sample: 0 });
				expect(kept.neighbors).toEqual(fresh.neighbors);
				expect(kept.distances).toEqual(fresh.distances);
			}
			if (queries === undefined) continue;
			using searcher = await shelf.searcher("points", {
				index: "shelf:kept",
				k: 7,
			});
			for (let i = 0; i < 100; i++) {
				const query = Object.values(queries).map((column) => column[i] ?? 0);
				const found = searcher.search(query);
				const [from, to] = [7 * i, 7 * i + 7];
				expect(found.neighbors).toEqual(fresh.neighbors.slice(from, to));
			}
		}
	});
});

test("a kept tree knows the rows that were left out", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	const points = draw(xyz, rows, [0, 1]);
	(points.y as Float64Array)[5] = Number.NaN;
	await shelf.put(points, { key: "points" });
	const skipInvalid = true;
	const index = "exact";
	await shelf.buildIndex("points", { key: "kept", index, skipInvalid });
	const kept = await shelf.knn("points", { index: "shelf:kept", skipInvalid });
	const fresh = await shelf.knn("points", { index, skipInvalid });
	expect(kept.neighbors).toEqual(fresh.neighbors);
	expect(kept.neighbors[50]).toBe(-1n);
	expect([...kept.distances]).toEqual([...fresh.distances]);
	const refused = shelf.knn("points", { index: "shelf:kept" });
	const error = await refused.catch((error) => error);
	expect(error.message).toContain("Cannot search 1 of the 1500 rows");
});

test("a searcher of places refuses what is none", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(draw(["lat", "lon"], 50, [-80, 80]), { key: "points" });
	const how = { key: "kept", metric: "haversine" } as const;
	await shelf.buildIndex("points", how);
	using searcher = await shelf.searcher("points", { index: "shelf:kept" });
	for (const query of [
		[91, 0],
		[0, 400],
		[Number.NaN, 0],
	]) {
		expect(() => searcher.search(query)).toThrow("no place on the Earth");
	}
	expect(searcher.search([90, 180]).neighbors[0]).not.toBe(-1n);
});

test("a damaged tree is refused with the reason, or does no harm", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(draw(xyz, 200, [0, 1]), { key: "points" });
	await shelf.buildIndex("points", { key: "kept", index: "exact" });
	using lease = await shelf.open("kept");
	const whole = readFileSync(lease.path);
	const fd = openSync(lease.path, "r+");
	const index = "shelf:kept";
	try {
		const attempt = async (at: number, bytes: Uint8Array) => {
			writeSync(fd, bytes, 0, bytes.length, at);
			try {
				return await shelf.knn("points", { index }).then(() => null);
			} catch (error) {
				return error;
			} finally {
				writeSync(fd, whole, at, bytes.length, at);
			}
		};
		const numbers = (value: number) =>
			new Uint8Array(Uint32Array.of(value).buffer);
		for (const [at, value, reason] of [
			[0, 7, "does not begin like a FAISS index"],
			[8, 3, "it is of another version"],
			[16, 4, "its sections are cut"],
			[16, 17, "no such dimension"],
			[32, 2 ** 31, "not as many leaves"],
			[64, 3, "its nodes are no tree"],
		] as const) {
			const error = await attempt(at, numbers(value));
			expect(error).toBeInstanceOf(InvalidTableError);
			expect((error as Error).message).toContain(reason);
		}
		const random = randomFrom(1);
		for (let change = 0; change < 300; change++) {
			const at = Math.floor(random() * (whole.length - 4));
			const error = await attempt(at, numbers(2 ** 32 * random()));
			if (error !== null) expect(error).toBeInstanceOf(InvalidTableError);
		}
		expect(await attempt(0, whole.subarray(0, 8))).toBeNull();
	} finally {
		closeSync(fd);
	}
});

test("a tree has its own name, and is there after a restart until it is deleted", async () => {
	using directory = temporaryDirectory();
	const kind = daemonKinds[0] as DaemonKind;
	const names = () => readdirSync(join(directory.path, shelfNames.objects));
	const connected = () => connect({ dir: directory.path, autostart: false });
	const first = await kind.start(directory.path);
	try {
		await using shelf = await connected();
		await shelf.put(draw(xyz, rows, [0, 1]), { key: "points" });
		await shelf.buildIndex("points", { key: "kept", index: "exact" });
		await shelf.buildIndex("points", { key: "graph", index: "flat" });
		const all = ["graph@1.faiss", "kept@1.tree", "points@1.arrow"];
		expect(names().toSorted()).toEqual(all);
	} finally {
		await first.stop();
	}
	const second = await kind.start(directory.path);
	try {
		await using shelf = await connected();
		const { summary } = await shelf.knn("points");
		expect(summary.index.reason).toContain("shelf:kept");
		await shelf.buildIndex("points", {
			key: "kept",
			index: "flat",
			replace: true,
		});
		expect(names().toSorted()).toEqual([
			"graph@1.faiss",
			"kept@2.faiss",
			"points@1.arrow",
		]);
		await shelf.buildIndex("points", {
			key: "kept",
			index: "exact",
			replace: true,
		});
		expect(names()).toContain("kept@3.tree");
		await shelf.delete("kept");
		expect(names().toSorted()).toEqual(["graph@1.faiss", "points@1.arrow"]);
	} finally {
		await second.stop();
	}
});
