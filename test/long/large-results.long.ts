/**
 * A result over 4 GiB, more than one array holds: written onto the shelf by
 * `knn` while it searches, each row of it right. Skipped where the machine has
 * less memory than it takes.
 */
import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Table } from "apache-arrow";
import { connect } from "../../src/client/connect.ts";
import { limits } from "../../src/config.ts";
import { startDaemon } from "../../src/daemon/lifecycle.ts";
import { OutOfMemoryError } from "../../src/errors.ts";
import { availableBytes } from "../../src/os/memory-limits.ts";
import { output } from "../helpers/executable.ts";

const gibibyte = 2 ** 30;
/** Rows lie one beside the other, in lines far from each other. */
const line = 8192;
const rows = 3400 * line;
const k = 20;
const gap = 100;

test.skipIf(availableBytes() < 13 * gibibyte)(
	`${rows} points, ${k} neighbours of each: a result over 4 GiB, onto the shelf`,
	async () => {
		expect(8 * k * rows).toBeGreaterThan(limits.windowBytes);
		await using stack = new AsyncDisposableStack();
		const directory = stack.adopt(mkdtempSync("/dev/shm/as-large-"), (path) =>
			rmSync(path, { recursive: true }),
		);
		const dir = join(directory, "shelf");
		const capacity = 8 * gibibyte;
		const daemon = await startDaemon({ directory: dir, capacity });
		stack.defer(() => daemon.stop());
		const shelf = stack.use(await connect({ dir, autostart: false }));
		const x = Float32Array.from({ length: rows }, (_, row) => row % line);
		const y = x.map((_, row) => gap * Math.floor(row / line));
		await shelf.put({ x, y }, { key: "points" });

		const refused = await shelf.knn("points", { k }).catch((error) => error);
		expect(refused).toBeInstanceOf(OutOfMemoryError);
		{
			using near = await shelf.knn("points", { k, output: "near" });
			console.log(
				`library: ${JSON.stringify(near.summary.seconds)}, own memory at most ${ownMebibytes()} MiB`,
			);
			expect(() => near.neighbors).toThrow(OutOfMemoryError);
			expectLines(near.table);
		}
		await shelf.delete("near");
		const argv = ["knn", "shelf:points", "-k", `${k}`, "-o", "shelf:again"];
		const text = await output([...argv, "--json"], { dir });
		console.log(`command: ${JSON.stringify(JSON.parse(text).seconds)}`);
		using again = await shelf.get("again");
		expectLines(again.table);
	},
);

/** Row r's nearest are r - 1, r + 1, r - 2, ...: the lower row first. */
function expectLines(table: Table): void {
	expect(table.numRows).toBe(rows);
	const parts = table.getChild("neighbors")?.data ?? [];
	expect(parts.length).toBeGreaterThan(1);
	let row = 0;
	let wrong = 0;
	for (const { length, children } of parts) {
		const values = children[0]?.values as BigInt64Array;
		// Numbers of 32 bits, whose upper halves are 0: quicker than bigint.
		const { buffer, byteOffset } = values;
		const halves = new Int32Array(buffer, byteOffset, 2 * values.length);
		for (let i = 0; i < length; i++, row++) {
			const place = row % line;
			if (place < k / 2 || place >= line - k / 2) continue;
			for (let j = 0; j < k; j++) {
				const away = (j + 2) >> 1;
				const expected = j % 2 === 0 ? row - away : row + away;
				const at = 2 * (i * k + j);
				if (halves[at] !== expected || halves[at + 1] !== 0) wrong += 1;
			}
		}
	}
	expect(wrong).toBe(0);
}

/** Of memory that is no file's. */
function ownMebibytes(): number {
	const status = readFileSync("/proc/self/status", "utf8");
	return Math.round(Number(/RssAnon:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
