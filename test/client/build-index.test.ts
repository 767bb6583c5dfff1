import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { InvalidTableError } from "../../src/errors.ts";
import { loadFaissNode } from "../../src/native/faiss-node.ts";
import { randomFrom } from "../helpers/points.ts";
import { testShelf } from "./test-shelf.ts";

const [rows, dimension] = [2000, 6];
const random = randomFrom(3);

/** Typed arrays c0 .. c5, `offset` from the origin. */
function columns(count: number, offset = 0) {
	return Object.fromEntries(
		Array.from({ length: dimension }, (_, c) => [
			`c${c}`,
			Float64Array.from({ length: count }, () => offset + random()),
		]),
	);
}

const points = columns(rows);
const queries = columns(40);

test.each([
	["hnsw", {}],
	["ivf", { nlist: 20 }],
	["flat", {}],
	["exact", {}],
	["factory:IVF10,SQ8", {}],
] as const)(
	"buildIndex() keeps %s, and knn() answers by it as by its own",
	async (index, options) => {
		await using own = await testShelf();
		const { shelf } = own;
		await shelf.put(points, { key: "points" });
		const cores = 1;
		const built = await shelf.buildIndex("points", {
			key: "kept",
			index,
			cores,
			recallTarget: 0.99,
			...options,
		});
		expect(built).toMatchObject({
			key: "kept",
			kind: "index",
			table: "points",
			table_version: 1,
			vectors: rows,
		});
		for (const asked of [undefined, queries]) {
			const kept = await shelf.knn("points", {
				index: "shelf:kept",
				queries: asked,
			});
			const { kind, nprobe, ef_search, reason } = kept.summary.index;
			expect(reason).toContain("shelf:kept");
			expect(nprobe ?? ef_search).toBe(built.effort);
			const fresh = await shelf.knn("points", {
				index,
				queries: asked,
				cores,
				...options,
				...(nprobe === null ? {} : { nprobe }),
				...(ef_search === null ? {} : { efSearch: ef_search }),
			});
			expect(kept.summary.index.kind).toBe(fresh.summary.index.kind);
			expect(kind).toBe(built.index as typeof kind);
			expect(kept.neighbors).toEqual(fresh.neighbors);
			expect(kept.distances).toEqual(fresh.distances);
		}
	},
);

test("a kept index raises its effort to another recall, and measures it", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(points, { key: "points" });
	const low = { key: "kept", recallTarget: 0.5 };
	const { effort } = await shelf.buildIndex("points", low);
	const near = await shelf.knn("points", {
		index: "shelf:kept",
		recallTarget: 0.99,
		measureRecall: true,
	});
	expect(near.summary.index.ef_search).toBeGreaterThan(effort ?? 0);
	expect(near.summary.recall?.high).toBeGreaterThan(0.98);
	const fixed = await shelf.knn("points", {
		index: "shelf:kept",
		efSearch: 77,
	});
	expect(fixed.summary.index.ef_search).toBe(77);
});

test("a kept index knows the metric, the columns, the rows left out and the centre", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	const far = columns(500, 1e6);
	(far.c0 as Float64Array)[7] = Number.NaN;
	await shelf.put(far, { key: "far" });
	const how = {
		index: "flat",
		columns: ["c1", "c0"],
		skipInvalid: true,
	} as const;
	await shelf.buildIndex("far", { key: "kept", ...how });
	const some = columns(10, 1e6);
	for (const asked of [undefined, some]) {
		const kept = await shelf.knn("far", {
			index: "shelf:kept",
			skipInvalid: true,
			queries: asked,
		});
		const fresh = await shelf.knn("far", { ...how, queries: asked });
		expect(kept.summary.dimension).toBe(2);
		expect(kept.neighbors).toEqual(fresh.neighbors);
		expect(kept.neighbors.includes(7n)).toBe(false);
		// As lists: NaN is equal to itself there.
		expect([...kept.distances]).toEqual([...fresh.distances]);
	}
	const cosine = { key: "cosine", metric: "cosine", index: "flat" } as const;
	await shelf.put(points, { key: "points" });
	await shelf.buildIndex("points", cosine);
	const near = await shelf.knn("points", { index: "shelf:cosine", queries });
	expect(near.summary.metric).toBe("cosine");
	const fresh = await shelf.knn("points", {
		metric: "cosine",
		index: "flat",
		queries,
	});
	expect(near.neighbors).toEqual(fresh.neighbors);
});

test("knn() refuses an index that is not of this table as it is now", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(points, { key: "points" });
	await shelf.put(points, { key: "others" });
	await shelf.buildIndex("points", { key: "kept", index: "flat" });
	const refused = async (source: string, options: object, text: string) => {
		const search = shelf.knn(source, { index: "shelf:kept", ...options });
		await expect(search).rejects.toBeInstanceOf(InvalidTableError);
		await expect(search).rejects.toThrow(text);
	};
	await refused("others", {}, 'of the table "points"');
	await refused("points", { metric: "ip" }, "metric l2, not ip");
	await refused("points", { columns: ["c0"] }, "not c0");
	await refused("points", { index: "shelf:others" }, "it is a table");
	await expect(
		shelf.knn("points", { index: "shelf:none" }),
	).rejects.toMatchObject({ code: "not_found" });
	using old = await shelf.get("points");
	await shelf.put(points, { key: "points", replace: true });
	await refused("points", {}, 'version 1 of "points", and version 2 is there');
	// Who still holds the old version searches it.
	const near = await shelf.knn(old, { index: "shelf:kept", queries });
	expect(near.summary.index.kind).toBe("flat");
});

test("buildIndex() refuses what cannot be kept, and leaves nothing behind", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(points, { key: "points" });
	const before = await shelf.usage();
	for (const [options, text] of [
		[{ metric: "haversine" }, "expected 2 columns, latitude and longitude"],
		[{ metric: "haversine", index: "hnsw" }, "searched exactly by a tree"],
		[{ index: "shelf:points" }, "expected a kind of index"],
		[{ index: "factory:Nonsense" }, "Nonsense"],
		[{ engine: "faiss-node" }, "faiss-node"],
	] as const) {
		await expect(
			shelf.buildIndex("points", { key: "kept", ...options }),
		).rejects.toThrow(text);
	}
	await expect(
		shelf.buildIndex("points", { key: "points", index: "flat" }),
	).rejects.toMatchObject({ code: "exists" });
	using lease = await shelf.open("points");
	for (const source of ["points", lease]) {
		await expect(
			shelf.buildIndex(source, { key: "points", replace: true }),
		).rejects.toThrow('the table "points" by an index of itself');
	}
	expect(await shelf.stat("points")).toMatchObject({
		kind: "table",
		version: 1,
	});
	const signal = AbortSignal.abort();
	await expect(shelf.buildIndex("points", { signal })).rejects.toMatchObject({
		code: "cancelled",
	});
	const after = await shelf.usage();
	expect([after.objects, after.used, after.pending]).toEqual([
		before.objects,
		before.used,
		before.pending,
	]);
});

test("a kept index is a file of FAISS's that faiss-node reads", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(points, { key: "points" });
	const faiss = loadFaissNode();
	const asked = Array.from({ length: 40 * dimension }, (_, i) =>
		Math.fround(queries[`c${i % dimension}`]?.[Math.floor(i / dimension)] ?? 0),
	);
	for (const index of ["hnsw", "ivf", "flat"] as const) {
		await shelf.buildIndex("points", { key: index, index, recallTarget: 0.9 });
		using lease = await shelf.open(index);
		const bytes = readFileSync(lease.path);
		const theirs = faiss.Index.fromBuffer(bytes).search(asked, 5);
		const near = await shelf.knn("points", {
			index: `shelf:${index}`,
			queries,
			k: 5,
		});
		const ours = [...near.neighbors].map(Number);
		const same = ours.filter((row, i) => row === theirs.labels[i]);
		expect(same.length / ours.length).toBeGreaterThan(0.99);
	}
});
