/**
 * Tables over 4 GiB, which is what one mapping and one array hold: put, got,
 * read to their last row, and read by pyarrow. Each needs as much memory as
 * its table takes, and is skipped where the machine has less.
 */
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeVector, type RecordBatch, Table, type Vector } from "apache-arrow";
import { connect } from "../../src/client/connect.ts";
import type { Shelf } from "../../src/client/shelf.ts";
import { startDaemon } from "../../src/daemon/lifecycle.ts";
import { memoryLimits } from "../../src/os/memory-limits.ts";
import { pythonWith } from "../helpers/python.ts";

const gibibyte = 2 ** 30;
const shared = "/dev/shm";
const requirements = join(import.meta.dir, "../bench/requirements.txt");

/** Columns of 20 bytes a row, whose values follow from the row's number. */
const rowBytes = 20;
const rowsPerBatch = 8 * 1024 * 1024;

function batchFrom(first: number, rows: number): RecordBatch {
	const id = new BigInt64Array(rows);
	const x = new Float64Array(rows);
	const small = new Int32Array(rows);
	for (let i = 0; i < rows; i++) {
		id[i] = BigInt(first + i);
		x[i] = (first + i) / 2;
		small[i] = (first + i) % 1000;
	}
	const table = new Table({
		id: makeVector(id),
		x: makeVector(x),
		small: makeVector(small),
	});
	return table.batches[0] as RecordBatch;
}

async function* batches(rows: number) {
	for (let first = 0; first < rows; first += rowsPerBatch) {
		yield batchFrom(first, Math.min(rowsPerBatch, rows - first));
	}
}

/** The columns' sums, in closed form; all are exact. */
function sumsOf(rows: number) {
	const ids = (BigInt(rows) * BigInt(rows - 1)) / 2n;
	const whole = Math.floor(rows / 1000);
	const rest = rows % 1000;
	const small = whole * 499_500 + (rest * (rest - 1)) / 2;
	return { id: ids, x: ids, small: BigInt(small) };
}

/** What is in the table, batch by batch. */
function sumsIn(table: Table) {
	const sum = (name: string, ofBatch: (values: never) => bigint) =>
		(table.getChild(name) as Vector).data.reduce(
			(total, { values }) => total + ofBatch(values as never),
			0n,
		);
	return {
		id: sum("id", (values: BigInt64Array) => {
			// Fewer additions of bigint: two halves that number holds exactly.
			const parts = new Int32Array(
				values.buffer,
				values.byteOffset,
				2 * values.length,
			);
			let low = 0;
			for (let i = 0; i < parts.length; i += 2) low += parts[i] ?? 0;
			return BigInt(low);
		}),
		// In halves, whose sum of a batch a number holds exactly.
		x: sum("x", (values: Float64Array) => {
			let total = 0;
			for (let i = 0; i < values.length; i++) total += 2 * (values[i] ?? 0);
			return BigInt(total);
		}),
		small: sum("small", (values: Int32Array) => {
			let total = 0;
			for (let i = 0; i < values.length; i++) total += values[i] ?? 0;
			return BigInt(total);
		}),
	};
}

const python = `
import json, sys
import pyarrow
from pyarrow import compute, ipc
reader = ipc.open_file(pyarrow.memory_map(sys.argv[1]))
sums = {}
for number in range(reader.num_record_batches):
    batch = reader.get_batch(number)
    for name in batch.schema.names:
        column = compute.cast(batch[name], pyarrow.float64())
        scale = 2 if name == "x" else 1
        total = int(compute.sum(column).as_py() * scale)
        sums[name] = sums.get(name, 0) + total
print(json.dumps({name: str(total) for name, total in sums.items()}))
`;

async function sumsByPython(path: string) {
	const child = Bun.spawn(
		[await pythonWith(requirements), "-c", python, path],
		{
			stdout: "pipe",
			stderr: "inherit",
		},
	);
	const sums = JSON.parse(await new Response(child.stdout).text());
	expect(await child.exited).toBe(0);
	return Object.fromEntries(
		Object.entries(sums).map(([name, total]) => [
			name,
			BigInt(total as string),
		]),
	);
}

async function largeShelf(capacity: number) {
	await using stack = new AsyncDisposableStack();
	const directory = stack.adopt(mkdtempSync(join(shared, "large-")), (path) =>
		rmSync(path, { recursive: true }),
	);
	const daemon = await startDaemon({ directory, capacity });
	stack.defer(() => daemon.stop());
	const shelf = stack.use(await connect({ dir: directory, autostart: false }));
	const owned = stack.move();
	return { shelf, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function expectReadable(shelf: Shelf, key: string, rows: number) {
	using lease = await shelf.get(key);
	expect(lease.rows).toBe(rows);
	const { table } = lease;
	expect(table.numRows).toBe(rows);
	const last = rows - 1;
	for (const row of [0, Math.floor(last / 2), last]) {
		expect(table.getChild("id")?.get(row)).toBe(BigInt(row));
		expect(table.getChild("x")?.get(row)).toBe(row / 2);
		expect(table.getChild("small")?.get(row)).toBe(row % 1000);
	}
	expect(sumsIn(table)).toEqual(sumsOf(rows));
	expect(await sumsByPython(lease.path)).toEqual(sumsOf(rows));
	expect(() => lease.bytes).toThrow("more than one array can hold");
}

function hasRoom(bytes: number): boolean {
	return memoryLimits(shared).availableBytes > bytes;
}

for (const size of [5, 12]) {
	const isThereRoom = hasRoom((size + 5) * gibibyte);
	test.skipIf(!isThereRoom)(
		`a table of ${size} GiB: put, get, each column`,
		() => putAndRead(size),
	);
}

async function putAndRead(size: number): Promise<void> {
	await using own = await largeShelf(14 * gibibyte);
	const { shelf } = own;
	const rows = Math.ceil((size * gibibyte) / rowBytes);
	const key = await shelf.put(batches(rows), { key: "large" });
	const { bytes } = await shelf.stat(key);
	expect(bytes).toBeGreaterThan(size * gibibyte);
	expect((await shelf.usage()).used).toBe(bytes);
	await expectReadable(shelf, key, rows);
	await expectParallel(shelf, key, rows);
	await shelf.delete(key);
}

/** A function's chunks, which begin and end within windows. */
async function expectParallel(shelf: Shelf, key: string, rows: number) {
	const module = new URL("../fixtures/client/sum.ts", import.meta.url);
	// So many that a chunk's sum is exact.
	const options = { chunks: 128, args: { scale: 2 } };
	const parts = await shelf.parallel<{ total: number }>(key, module, options);
	const total = parts.reduce((sum, { total }) => sum + BigInt(total), 0n);
	expect(total).toBe(sumsOf(rows).x);
}

const oneBatch =
	"a file of 5 GiB whose one batch is over 4 GiB, put by putFile()";
test.skipIf(!hasRoom(14 * gibibyte))(oneBatch, async () => {
	using stack = new DisposableStack();
	// On disk: in memory it would take the shelf's room.
	const directory = stack.adopt(mkdtempSync(join(tmpdir(), "large-")), (path) =>
		rmSync(path, { recursive: true }),
	);
	const path = join(directory, "one-batch.arrow");
	const rows = Math.ceil((5 * gibibyte) / rowBytes);
	const write = `
import sys
import numpy, pyarrow
from pyarrow import ipc
rows = int(sys.argv[2])
id = numpy.arange(rows, dtype="int64")
table = {"id": id, "x": id / 2, "small": (id % 1000).astype("int32")}
batch = pyarrow.record_batch(table)
with ipc.new_file(sys.argv[1], batch.schema) as file:
    file.write_batch(batch)
`;
	const command = [
		await pythonWith(requirements),
		"-c",
		write,
		path,
		`${rows}`,
	];
	expect(await Bun.spawn(command, { stderr: "inherit" }).exited).toBe(0);
	await using own = await largeShelf(8 * gibibyte);
	await own.shelf.putFile(path, { key: "divided" });
	await expectReadable(own.shelf, "divided", rows);
});
