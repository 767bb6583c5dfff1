import { expect, test } from "bun:test";
import { ShelvedNeighbors } from "../../src/client/shelved-neighbors.ts";
import { ResultFile } from "../../src/engine/answers/result-file.ts";
import {
	CancelledError,
	ExistsError,
	InvalidQueryError,
	OutOfMemoryError,
} from "../../src/errors.ts";
import { failure } from "../helpers/failure.ts";
import { until } from "../helpers/until.ts";
import { isInUse } from "./in-use.ts";
import { cube, testShelf } from "./test-shelf.ts";

const rows = 300;
const k = 3;
const points = cube(rows);
const asked = cube(20, 7);

/** Row numbers of the k nearest, by looking at every point in float64. */
function nearest(queries: typeof points, row: number, isSelf: boolean) {
	const { x, y, z } = queries;
	const distances = Array.from({ length: rows }, (_, other) => ({
		other: BigInt(other),
		distance: Math.hypot(
			(points.x[other] ?? 0) - (x[row] ?? 0),
			(points.y[other] ?? 0) - (y[row] ?? 0),
			(points.z[other] ?? 0) - (z[row] ?? 0),
		),
	}));
	return distances
		.filter(({ other }) => !isSelf || other !== BigInt(row))
		.sort((a, b) => a.distance - b.distance)
		.slice(0, k)
		.map(({ other }) => other);
}

const bruteForce = (queries: typeof points, isSelf: boolean) =>
	Array.from(queries.x, (_, row) => nearest(queries, row, isSelf)).flat();

test("knn() of the points among themselves is what brute force finds", async () => {
	await using own = await testShelf();
	await own.shelf.put(points, { key: "points" });
	const near = await own.shelf.knn("points", { k });
	expect([...near.neighbors]).toEqual(bruteForce(points, true));
	const { load, write, total, build, search } = near.summary.seconds;
	expect(total).toBeGreaterThanOrEqual(load + build + search + write - 0.001);
	expect(near.summary.output).toBeNull();
	const column = near.table.getChild("neighbors");
	expect(column?.data[0]?.children[0]?.values.buffer).toBe(
		near.neighbors.buffer,
	);
});

test("knn() takes its queries from a key, a lease or a table", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(points, { key: "points" });
	await shelf.put(asked, { key: "asked" });
	using lease = await shelf.open("asked");
	const expected = bruteForce(asked, false);
	for (const queries of ["asked", lease, asked]) {
		const near = await shelf.knn("points", { k, queries });
		expect([...near.neighbors]).toEqual(expected);
	}
	// The lease is still the caller's.
	expect(lease.bytes.length).toBe(lease.byteLength);
});

test("knn() takes the points' columns from queries that have more", async () => {
	await using own = await testShelf();
	await own.shelf.put(points, { key: "points" });
	const queries = { n: cube(20).x, ...asked };
	const near = await own.shelf.knn("points", { k, queries });
	expect([...near.neighbors]).toEqual(bruteForce(asked, false));
});

test("knn() searches the columns it is told", async () => {
	await using own = await testShelf();
	await own.shelf.put({ ...points, n: cube(rows).x }, { key: "points" });
	const near = await own.shelf.knn("points", { k, columns: ["x", "y", "z"] });
	expect(near.summary.dimension).toBe(3);
	expect([...near.neighbors]).toEqual(bruteForce(points, true));
	const noList = own.shelf.knn("points", { columns: "x" as never });
	expect(await failure(noList)).toBeInstanceOf(TypeError);
	const unknown = own.shelf.knn("points", { columns: ["w"] });
	expect(await failure(unknown)).toBeInstanceOf(InvalidQueryError);
});

test("knn() says before the search that its output's name is taken", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(points, { key: "points" });
	let searched = false;
	const onProgress = () => {
		searched = true;
	};
	const taken = shelf.knn("points", { k, output: "points", onProgress });
	expect(await failure(taken)).toBeInstanceOf(ExistsError);
	expect(searched).toBe(false);
	const unnamed = shelf.knn("points", { k, output: "no/key" });
	expect(await failure(unnamed)).toBeInstanceOf(RangeError);
	await shelf.knn("points", { k, output: "points", replace: true });
	expect((await shelf.stat("points")).version).toBe(2);
});

test("knn() writes its result onto the shelf, and gives views of it", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(points, { key: "points" });
	const near = await shelf.knn("points", { k, output: "near" });
	const expected = bruteForce(points, true);
	expect([...near.neighbors]).toEqual(expected);
	expect(near.distances).toHaveLength(rows * k);
	expect(near.summary.output).toBe("shelf:near");
	const { total, load, build, search, write } = near.summary.seconds;
	expect(total).toBeGreaterThanOrEqual(load + build + search + write - 0.001);
	// It is the shelf's memory, and stays while others delete the key.
	const { buffer } = near.neighbors;
	expect(near.distances.buffer).toBe(buffer);
	await shelf.delete("near");
	expect([...near.neighbors]).toEqual(expected);
	const { neighbors } = near;
	near[Symbol.dispose]();
	expect(neighbors).toHaveLength(0);
	await until(async () => !(await isInUse(shelf)));

	const queries = { x: new Float64Array(0), y: new Float64Array(0) };
	const columns = ["x", "y"];
	using none = await shelf.knn("points", { queries, columns, output: "none" });
	expect(none.neighbors).toHaveLength(0);
	expect(none.table.numRows).toBe(0);
});

test("a result of several batches is read from its table alone", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	const file = new ResultFile(3000, k, 16_384);
	await shelf.putWritten(
		file.byteLength,
		async (fd) => {
			file.open(fd);
			await file.finish(fd, () => {});
		},
		{ key: "near" },
	);
	using near = new ShelvedNeighbors(await shelf.get("near"), {} as never);
	expect(near.table.batches.length).toBeGreaterThan(1);
	for (const name of ["neighbors", "distances"] as const) {
		expect(() => near[name]).toThrow(OutOfMemoryError);
	}
});

test("knn() refuses a result that no array can hold, before any work", async () => {
	await using own = await testShelf();
	await own.shelf.put({ x: new Float32Array(300_000) }, { key: "many" });
	const error = await failure(own.shelf.knn("many", { k: 2000 }));
	expect(error).toBeInstanceOf(OutOfMemoryError);
	expect((error as Error).message).toContain('output: "key"');
});

test("knn() can be cancelled, before and in the middle", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.put(cube(20_000), { key: "points" });
	const before = shelf.knn("points", { signal: AbortSignal.abort() });
	expect(await failure(before)).toBeInstanceOf(CancelledError);
	const controller = new AbortController();
	const { signal } = controller;
	const onProgress = () => controller.abort();
	const options = { signal, onProgress, output: "near" };
	const middle = shelf.knn("points", options);
	expect(await failure(middle)).toBeInstanceOf(CancelledError);
	expect((await shelf.list()).map(({ key }) => key)).toEqual(["points"]);
	await until(async () => !(await isInUse(shelf)));
});

test("knn() refuses options out of range before it asks the daemon", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	await shelf.close();
	const cores = await failure(shelf.knn("points", { cores: 0 }));
	expect(cores).toBeInstanceOf(RangeError);
	const many = await failure(shelf.knn("points", { k: 100_000 }));
	expect(many).toHaveProperty("code", "invalid_k");
});

test("knn() with a radius gives all that lie so near", async () => {
	await using own = await testShelf();
	await own.shelf.put(points, { key: "points" });
	const radius = 0.2;
	const near = await own.shelf.knn("points", { radius, output: "near" });
	expect(near.offsets).toHaveLength(rows + 1);
	expect(near.summary).toMatchObject({ k: null, radius, output: "shelf:near" });
	const lists = near.table.getChild("neighbors");
	using stored = await own.shelf.get("near");
	for (let row = 0; row < rows; row += 7) {
		const distances = Array.from({ length: rows }, (_, other) =>
			Math.hypot(
				(points.x[other] ?? 0) - (points.x[row] ?? 0),
				(points.y[other] ?? 0) - (points.y[row] ?? 0),
				(points.z[other] ?? 0) - (points.z[row] ?? 0),
			),
		);
		const expected = [...distances.keys()]
			.filter((other) => other !== row && (distances[other] ?? 0) <= radius)
			.sort((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0))
			.map(BigInt);
		const [from, to] = [near.offsets[row], near.offsets[row + 1]];
		expect([...near.neighbors.subarray(from, to)]).toEqual(expected);
		expect([...(lists?.get(row) ?? [])]).toEqual(expected);
		const kept = stored.table.getChild("neighbors")?.get(row);
		expect([...(kept ?? [])]).toEqual(expected);
	}
	const error = await failure(
		own.shelf.knn("points", { radius, k: 3 } as never),
	);
	expect(error).toBeInstanceOf(RangeError);
});
