import { expect, test } from "bun:test";
import { closeSync, ftruncateSync, openSync, readFileSync } from "node:fs";
import { tableFromIPC } from "apache-arrow";
import { ListFile } from "../../../src/engine/radius/list-file.ts";
import { searchRadius } from "../../../src/engine/radius/search-radius.ts";
import { searchWithin } from "../../../src/engine/radius/search-within.ts";
import { OutOfMemoryError } from "../../../src/errors.ts";
import { failure } from "../../helpers/failure.ts";
import { randomFrom } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";
import { vectorSource } from "../../helpers/vector-source.ts";

const random = randomFrom(4);
// Beside them some that nobody is near.
const rows = Array.from({ length: 3000 }, (_, row) =>
	row % 10 === 0 ? [10 * row, -5] : [random(), random()],
);
const points = vectorSource(rows, 2, { type: "float64" });
const pages = 12 * 4096;

test.each([
	["in one batch", 2 ** 30, 0.1],
	["in many batches", pages + 40_000, 0.1],
	["a few of each row, in many batches", pages + 4096, 0.01],
	["none at all", pages + 4096, 0],
])(
	"ListFile holds the lists of a search, %s",
	async (_, batchBytes, radius) => {
		using directory = temporaryDirectory();
		const path = directory.file("near.arrow");
		const fd = openSync(path, "w+");
		let kept: Float32Array | undefined;
		let done = 0;
		const summary = await searchWithin(
			{ points, radius },
			{
				async take(counts, list) {
					using file = await ListFile.of(counts, batchBytes);
					ftruncateSync(fd, file.byteLength);
					const places = await file.open(fd);
					await list(places);
					kept = file.copyDistances(places);
					await file.finish(fd, (rowsDone) => {
						done = rowsDone;
					});
				},
			},
		);
		closeSync(fd);
		const expected = await searchRadius({ points, radius });
		const table = tableFromIPC(readFileSync(path));
		expect(table.batches.length > 1).toBe(batchBytes < 2 ** 20);
		expect([table.numRows, done]).toEqual([rows.length, rows.length]);
		expect(kept).toEqual(expected.distances);
		const columns = ["query", "neighbors", "distances"].map((name) =>
			table.getChild(name),
		);
		for (let row = 0; row < rows.length; row++) {
			const [from, to] = expected.offsets.subarray(row, row + 2);
			const [query, neighbors, distances] = columns.map((c) => c?.get(row));
			expect(query).toBe(BigInt(row));
			expect([...neighbors]).toEqual([
				...expected.neighbors.subarray(from, to),
			]);
			expect([...distances]).toEqual([
				...expected.distances.subarray(from, to),
			]);
		}
		expect(summary.neighbors).toBe(expected.neighbors.length);
		expect(summary).toMatchObject({
			mean_distance: expected.summary.mean_distance,
		});
	},
);

test("lists that go nowhere are added up", async () => {
	for (const queries of [undefined, points]) {
		const request = { points, queries, radius: 0.1 };
		const alone = await searchWithin(request, {
			take: (_, list) => list(null),
		});
		const { neighbors, distances } = await searchRadius(request);
		expect(alone.neighbors).toBe(neighbors.length);
		const mean = distances.reduce((a, b) => a + b, 0) / distances.length;
		expect(alone.mean_distance).toBeCloseTo(mean, 12);
	}
});

test("ListFile refuses a list that no batch can hold", async () => {
	const refused = await failure(
		ListFile.of(Uint32Array.of(1, 2 ** 20), 2 ** 20),
	);
	expect(refused).toBeInstanceOf(OutOfMemoryError);
	expect(refused.message).toMatch(
		/^Cannot write the 1048576 neighbours of query 1: at most \d+ fit .*smaller radius$/,
	);
});
