/** put() of an async iterable of record batches. */
import { describe, expect, test } from "bun:test";
import {
	Field,
	List,
	makeVector,
	type RecordBatch,
	RecordBatchReader,
	Schema,
	Struct,
	Table,
	tableFromArrays,
	tableFromIPC,
	tableToIPC,
	Utf8,
	vectorFromArray,
} from "apache-arrow";
import { connect } from "../../src/client/connect.ts";
import type { BatchSource } from "../../src/client/put-batches.ts";
import { startDaemon } from "../../src/daemon/lifecycle.ts";
import { ExistsError, OutOfMemoryError } from "../../src/errors.ts";
import { goldenFile, rowsOf } from "../helpers/arrow-files.ts";
import { failure } from "../helpers/failure.ts";
import { sampleColumns } from "../helpers/sample-columns.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import { until } from "../helpers/until.ts";
import { testShelf } from "./test-shelf.ts";

const mebibyte = 1024 * 1024;

async function* streamOf(
	batches: Iterable<unknown>,
): BatchSource & AsyncGenerator<RecordBatch> {
	for (const batch of batches) yield batch as RecordBatch;
}

function batchOf(columns: ConstructorParameters<typeof Table>[0]): RecordBatch {
	return new Table(columns as never).batches[0] as RecordBatch;
}

function numbers(first: number, rows = 3): RecordBatch {
	const x = Float64Array.from({ length: rows }, (_, i) => first + i);
	return batchOf({ x: makeVector(x) } as never);
}

describe("put() of an async iterable", () => {
	test("takes a stream without batches, whose reader gives an incomplete one", async () => {
		await using own = await testShelf();
		const type = new Struct([
			new Field("a", new List(new Field("b", new Utf8()))),
		]);
		const none = new Table(new Schema([new Field("s", type)]));
		const reader = await RecordBatchReader.from(
			(async function* () {
				yield tableToIPC(none, "stream");
			})(),
		);
		const key = await own.shelf.put((await reader.open()) as BatchSource);
		using lease = await own.shelf.get(key);
		expect(lease.table.numRows).toBe(0);
		expect(String(lease.table.schema.fields[0]?.type)).toBe(String(type));
	});

	test("gives the rows of all batches, of all types", async () => {
		await using own = await testShelf();
		const { shelf } = own;
		const batch = batchOf(sampleColumns() as never);
		const slices = [batch, batch.slice(3, 9), batch.slice(0, 0), batch];
		const key = await shelf.put(streamOf(slices));
		using lease = await shelf.get(key);
		expect(rowsOf(lease.table)).toBe(rowsOf(new Table(slices)));
		const usage = await shelf.usage();
		expect([usage.pending, usage.used]).toEqual([0, lease.byteLength]);
	});

	test("asks for a batch only after the one before is written", async () => {
		await using own = await testShelf();
		const written: number[] = [];
		const seen: number[] = [];
		async function* batches() {
			for (let i = 0; i < 4; i++) {
				seen.push(written.length);
				yield numbers(i);
			}
		}
		const onProgress = ({ done }: { done: number }) => written.push(done);
		await own.shelf.put(batches(), { onProgress });
		// The file's head and the first batch come together.
		expect(seen).toEqual([0, 2, 3, 4]);
	});

	test("grows the segment step by step", async () => {
		await using own = await testShelf();
		const rows = 3 * mebibyte;
		const batches = Array.from({ length: 8 }, (_, i) =>
			numbers(i * rows, rows),
		);
		const key = await own.shelf.put(streamOf(batches));
		using lease = await own.shelf.get(key);
		const column = lease.table.getChild("x");
		expect(lease.byteLength).toBeGreaterThan(8 * rows * 8);
		for (const row of [0, rows, 5 * rows - 1, 8 * rows - 1]) {
			expect(column?.get(row)).toBe(row);
		}
		expect((await own.shelf.usage()).used).toBe(lease.byteLength);
	});

	test("writes dictionaries when first met, under one number", async () => {
		await using own = await testShelf();
		const tables = [["a", "b"], ["c", null, "a"], ["b"]].map((word) =>
			tableFromArrays({ word }),
		);
		const batches = tables.map(({ batches }) => batches[0]);
		const ids = tables.map(({ schema }) => schema.fields[0]?.type.id);
		expect(new Set(ids).size).toBe(3);
		const key = await own.shelf.put(streamOf(batches));
		using lease = await own.shelf.get(key);
		expect([...(lease.table.getChild("word") ?? [])]).toEqual([
			"a",
			"b",
			"c",
			null,
			"a",
			"b",
		]);
	});

	test("takes what apache-arrow reads from a stream", async () => {
		await using own = await testShelf();
		const table = tableFromIPC(goldenFile("all-types.arrow"));
		const bytes = tableToIPC(table, "stream");
		const reader = await RecordBatchReader.from(streamOf([bytes]) as never);
		const key = await own.shelf.put(reader as never);
		using lease = await own.shelf.get(key);
		expect(rowsOf(lease.table)).toBe(rowsOf(table));
	});

	test("makes an empty table where the schema is known", async () => {
		await using own = await testShelf();
		const { schema } = tableFromArrays({ x: new Float64Array(1) });
		const empty = Object.assign(streamOf([]), { schema });
		const key = await own.shelf.put(empty);
		using lease = await own.shelf.get(key);
		expect([lease.rows, lease.columns]).toEqual([0, 1]);
	});

	const other = batchOf({ x: vectorFromArray(["a"], new Utf8()) } as never);
	test.each<[string, unknown[], string]>([
		["nothing", [], "schema is not known"],
		["text", ["a,b"], "expected apache-arrow RecordBatches, got string"],
		["null", [numbers(1), null], "got null"],
		["another type", [numbers(1), other], '"x" Utf8'],
		[
			"another schema",
			[numbers(1), new Table(new Schema()).batches[0] ?? batchOf({} as never)],
			"no columns",
		],
	])("refuses %s and leaves nothing", async (_, values, says) => {
		await using own = await testShelf();
		const error = await failure(own.shelf.put(streamOf(values)));
		expect(error).toBeInstanceOf(TypeError);
		expect(error.message).toContain(says);
		await isAsBefore(own);
	});

	test("gives everything back when the iterable fails", async () => {
		await using own = await testShelf();
		const thrown = new Error("the source is gone");
		async function* failing() {
			yield numbers(1);
			yield numbers(2);
			throw thrown;
		}
		const batches = failing();
		expect(await failure(own.shelf.put(batches))).toBe(thrown);
		await isAsBefore(own);
	});

	test("tells the iterable to end when the put fails", async () => {
		await using own = await testShelf();
		await own.shelf.put({ x: [1] }, { key: "taken" });
		let ended = false;
		async function* batches() {
			try {
				for (;;) yield numbers(1);
			} finally {
				ended = true;
			}
		}
		const error = await failure(own.shelf.put(batches(), { key: "taken" }));
		expect(error).toBeInstanceOf(ExistsError);
		expect(ended).toBe(true);
	});

	test("ends on its signal while it waits for a batch", async () => {
		await using own = await testShelf();
		const controller = new AbortController();
		async function* batches() {
			yield numbers(1);
			controller.abort();
			await new Promise(() => {});
		}
		const { signal } = controller;
		const error = await failure(own.shelf.put(batches(), { signal }));
		expect(error).toHaveProperty("code", "cancelled");
		await isAsBefore(own);
	});

	test("fills a shelf that has no room for a step ahead", async () => {
		using directory = temporaryDirectory();
		const daemon = await startDaemon({
			directory: directory.path,
			capacity: 20 * mebibyte,
		});
		await using stack = new AsyncDisposableStack();
		stack.defer(() => daemon.stop());
		await using shelf = await connect({
			dir: directory.path,
			autostart: false,
		});
		const part = numbers(0, mebibyte / 8);
		const key = await shelf.put(streamOf(Array(19).fill(part)));
		expect((await shelf.stat(key)).rows).toBe((19 * mebibyte) / 8);
		await shelf.delete(key);
		await until(async () => (await shelf.usage()).used === 0);
		const error = await failure(shelf.put(streamOf(Array(21).fill(part))));
		expect(error).toBeInstanceOf(OutOfMemoryError);
		expect((await shelf.usage()).pending).toBe(0);
	});

	test("fails with the connection when the daemon ends", async () => {
		await using own = await testShelf();
		const other = await own.connect();
		async function* batches() {
			yield numbers(1);
			await other.shutdown();
			yield numbers(2, 16 * mebibyte);
		}
		const error = await failure(own.shelf.put(batches()));
		expect(error).toHaveProperty("code", "connection_lost");
		expect(own.segments()).toEqual([]);
	});
});

async function isAsBefore(own: Awaited<ReturnType<typeof testShelf>>) {
	const { pending, objects, used } = await own.shelf.usage();
	expect([pending, objects, used]).toEqual([0, 0, 0]);
	await until(() => own.segments().length === 0);
}
