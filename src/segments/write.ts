import { writevSync } from "node:fs";
import type { FileLayout } from "../arrow/layout.ts";
import { cannotWrite } from "./cannot-write.ts";
import { contiguousRuns, viewsAfter } from "./contiguous-runs.ts";

/**
 * Writes a file's pieces to their positions, straight from the buffers they
 * lie in: one copy, many pieces a system call.
 *
 * @param fd open for writing; stays the caller's
 * @param layout pieces in ascending position; gaps are left as they are
 * @throws {FileError} `disk_full`, or `unreadable` when the write fails else
 */
export function writePieces(fd: number, layout: FileLayout): void {
	for (const run of contiguousRuns(layout.pieces)) {
		writeRun(fd, run.views, run.position);
	}
}

function writeRun(fd: number, views: Uint8Array[], position: number): void {
	let rest = views;
	let at = position;
	while (rest.length > 0) {
		const count = writeOnce(fd, rest, at);
		at += count;
		rest = viewsAfter(rest, count);
	}
}

function writeOnce(fd: number, views: Uint8Array[], position: number): number {
	let count: number;
	try {
		count = writevSync(fd, views, position);
	} catch (cause) {
		throw cannotWrite(position, cause);
	}
	if (count === 0)
		throw cannotWrite(position, new Error("nothing was written"));
	return count;
}
