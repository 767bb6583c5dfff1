import { expect, test } from "bun:test";
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { layoutColumns } from "../../../src/arrow/layout-columns.ts";
import { checkObjects } from "../../../src/cli/doctor/objects.ts";
import { writePieces } from "../../../src/segments/write.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

/** Of a window: a batch of the table fits into one, its file does not. */
const windowBytes = 128 * 1024;

test("checkObjects() looks into tables larger than a window", () => {
	using directory = temporaryDirectory();
	mkdirSync(directory.file("objects"));
	const path = directory.file("objects/k@1.arrow");
	const values = new Float64Array(50_000);
	const type = { kind: "float", bits: 64 } as const;
	const layout = layoutColumns([{ name: "x", type, values }], 50_000, 65_536);
	const fd = openSync(path, "w");
	writePieces(fd, layout);
	expect(layout.byteLength).toBeGreaterThan(windowBytes);
	const look = () => checkObjects(directory.path, false, windowBytes);
	expect(look().status).toBe("ok");
	// The metadata of its first batch, behind magic and schema.
	writeSync(fd, new Uint8Array(2048).fill(0xff), 0, 2048, 8);
	closeSync(fd);
	expect(look()).toMatchObject({ status: "warning" });
});
