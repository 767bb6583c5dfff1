import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { writeVectors } from "../helpers/write-vectors.ts";

const gibibyte = 2 ** 30;
const dimension = 128;
const { bavail, bsize } = statfsSync("/dev/shm");
const directory = mkdtempSync("/dev/shm/as-memory-");
afterAll(() => rmSync(directory, { recursive: true }));

test.skipIf(bavail * bsize < 1.5 * gibibyte)(
	"a flat search of a 1 GiB column needs less than 1.3 GiB, the mapped file included",
	async () => {
		const values = new Float32Array(gibibyte / 4);
		for (let i = 0; i < values.length; i++) values[i] = i % 8191;
		const rows = [3, 77_777, 2_097_151];
		const queries = rows.flatMap((row) => [
			...values.subarray(row * dimension, (row + 1) * dimension),
		]);
		const files = [
			writeVectors(join(directory, "points.arrow"), values, dimension),
			writeVectors(
				join(directory, "queries.arrow"),
				Float32Array.from(queries),
				dimension,
			),
		];
		const program = new URL(
			"../fixtures/engine/flat-search.ts",
			import.meta.url,
		);
		const child = Bun.spawn([process.execPath, program.pathname, ...files], {
			stdout: "pipe",
			stderr: "inherit",
		});
		const printed = await new Response(child.stdout).text();
		expect(await child.exited).toBe(0);
		const { own, neighbors, kind } = JSON.parse(printed);
		expect(kind).toBe("flat");
		// Row r is again row r + 8191; the lowest comes first.
		expect([neighbors[0], neighbors[3], neighbors[6]]).toEqual(
			rows.map((row) => row % 8191),
		);
		expect(own).toBeGreaterThan(gibibyte);
		expect(own).toBeLessThan(1.3 * gibibyte);
	},
	60_000,
);
