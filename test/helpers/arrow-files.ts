import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Table, type Vector } from "apache-arrow";
import type { FileLayout } from "../../src/arrow/layout.ts";
import { layoutTable } from "../../src/arrow/layout-table.ts";

const directory = join(import.meta.dir, "../fixtures/arrow");

/** The file that a layout describes, in memory. */
export function bytesOfLayout(layout: FileLayout): Uint8Array<ArrayBuffer> {
	const file = new Uint8Array(layout.byteLength);
	for (const { position, bytes } of layout.pieces) {
		const { buffer, byteOffset, byteLength } = bytes;
		file.set(new Uint8Array(buffer, byteOffset, byteLength), position);
	}
	return file;
}

/** A table of apache-arrow as a file. */
export function fileOfColumns(
	columns: Record<string, Vector>,
): Uint8Array<ArrayBuffer> {
	return bytesOfLayout(layoutTable(new Table(columns)));
}

/** A file from test/fixtures/arrow, at the start of a buffer of its own. */
export function goldenFile(name: string): Uint8Array<ArrayBuffer> {
	return new Uint8Array(readFileSync(join(directory, name)));
}

/** Where it lies. */
export function goldenPath(name: string): string {
	return join(directory, name);
}

/** Sound files of test/fixtures/arrow. */
export const goldenFiles = [
	"all-types.arrow",
	"newer-types.arrow",
	"version-4.arrow",
	"legacy.arrow",
	"lz4.arrow",
	"zstd.arrow",
	"deltas.arrow",
	"list-nulls.arrow",
	"polars.arrow",
] as const;

/** A table's rows as text, to compare what two tables hold. */
export function rowsOf(table: Table): string {
	return JSON.stringify(
		table.toArray().map((row) => row?.toJSON()),
		(_, value) => (typeof value === "bigint" ? `${value}n` : value),
	);
}
