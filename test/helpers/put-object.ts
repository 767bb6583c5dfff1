import { closeSync, openSync } from "node:fs";
import type { FileLayout } from "../../src/arrow/layout.ts";
import { layoutColumns } from "../../src/arrow/layout-columns.ts";
import { writePieces } from "../../src/segments/write.ts";
import type { LineClient } from "./line-client.ts";

/** An Arrow file of one float64 column `x` with that many rows. */
export function tableFile(rows: number, first = 0): FileLayout {
	const values = Float64Array.from({ length: rows }, (_, at) => first + at);
	const type = { kind: "float", bits: 64 } as const;
	return layoutColumns([{ name: "x", type, values }], rows);
}

/** Writes a layout into a segment and closes it, as a writer does. */
export function writeSegment(path: string, layout: FileLayout): void {
	const fd = openSync(path, "r+");
	try {
		writePieces(fd, layout);
	} finally {
		closeSync(fd);
	}
}

/** create, write, seal: what `seal` answered. */
export async function putTable(
	client: LineClient,
	fields: { key?: string; replace?: boolean },
	layout: FileLayout = tableFile(100),
) {
	const { segment, path } = await client.ok("create", {
		kind: "table",
		bytes: layout.byteLength,
		...fields,
	});
	writeSegment(path, layout);
	return await client.ok("seal", { segment });
}
