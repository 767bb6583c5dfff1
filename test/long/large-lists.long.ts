/**
 * All within a radius, more of them than an array or the offsets of a list can
 * count: written onto the shelf by the library and into a file by the command
 * while they are found, in memory that does not grow with them.
 */
import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../src/client/connect.ts";
import { startDaemon } from "../../src/daemon/lifecycle.ts";
import { OutOfMemoryError } from "../../src/errors.ts";
import { availableBytes } from "../../src/os/memory-limits.ts";
import { start } from "../helpers/executable.ts";
import { randomFrom, writeColumns } from "../helpers/points.ts";

const gibibyte = 2 ** 30;
const rows = 24_000;
const neighbors = rows * (rows - 1);
const radius = 2; // of the unit square, so that each is near every other
const mostOwnMebibytes = 400;

test.skipIf(availableBytes() < 16 * gibibyte)(
	`${neighbors} neighbours within a radius, onto the shelf and into a file`,
	async () => {
		await using stack = new AsyncDisposableStack();
		const directory = stack.adopt(mkdtempSync("/dev/shm/as-lists-"), (path) =>
			rmSync(path, { recursive: true }),
		);
		const random = randomFrom(2);
		const axis = () => Float64Array.from({ length: rows }, random);
		const columns = { x: axis(), y: axis() };
		{
			await using daemon = await startDaemon({
				directory: join(directory, "shelf"),
				capacity: 9 * gibibyte,
			}).then((started) => ({
				[Symbol.asyncDispose]: () => started.stop(),
			}));
			expect(daemon).toBeDefined();
			const dir = join(directory, "shelf");
			await using shelf = await connect({ dir, autostart: false });
			await shelf.put(columns, { key: "points" });
			using near = await shelf.knn("points", { radius, output: "near" });
			expect(near.summary.neighbors).toBe(neighbors);
			console.log(
				`library: ${JSON.stringify(near.summary.seconds)}, own memory ${ownMebibytes()} MiB`,
			);
			expect(ownMebibytes()).toBeLessThan(mostOwnMebibytes);
			expect(() => near.neighbors).toThrow(OutOfMemoryError);
			expect(near.table.numRows).toBe(rows);
			const last = near.table.getChild("neighbors")?.get(rows - 1);
			expect(new Set(last).size).toBe(rows - 1);
			await shelf.delete("near");
		}
		const file = join(directory, "points.arrow");
		writeColumns(file, columns);
		const out = join(directory, "near.arrow");
		const argv = ["knn", file, "--radius", `${radius}`, "-o", out, "--json"];
		const child = start(argv);
		const summary = JSON.parse(await new Response(child.stdout).text());
		expect(await child.exited).toBe(0);
		console.log(`command: ${JSON.stringify(summary.seconds)}`);
		expect(summary.neighbors).toBe(neighbors);
	},
);

/** Of memory that is no file's. */
function ownMebibytes(): number {
	const status = readFileSync("/proc/self/status", "utf8");
	return Math.round(Number(/RssAnon:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
