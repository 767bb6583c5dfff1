import { writevSync } from "node:fs";
import type { FileLayout, Piece } from "../arrow/layout.ts";
import { FileError } from "../errors.ts";

/** Bounds the list that is made of small pieces; Bun itself cuts what is more
 * than one system call takes (1,024). */
const vectorsPerCall = 1024;
/** Linux writes at most 2 GiB less a page a call; half of that stays clear. */
const bytesPerCall = 2 ** 30;

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

interface Run {
	readonly position: number;
	readonly views: Uint8Array[];
	byteLength: number;
}

/** Cuts the pieces into runs without a gap that fit one call each. */
function* contiguousRuns(pieces: readonly Piece[]): Generator<Run> {
	let run: Run | undefined;
	for (const { position, bytes } of pieces) {
		for (let done = 0; done < bytes.byteLength; ) {
			if (
				run !== undefined &&
				(run.position + run.byteLength !== position + done ||
					run.views.length === vectorsPerCall ||
					run.byteLength === bytesPerCall)
			) {
				yield run;
				run = undefined;
			}
			run ??= { position: position + done, views: [], byteLength: 0 };
			const count = Math.min(
				bytes.byteLength - done,
				bytesPerCall - run.byteLength,
			);
			run.views.push(
				new Uint8Array(bytes.buffer, bytes.byteOffset + done, count),
			);
			run.byteLength += count;
			done += count;
		}
	}
	if (run !== undefined) yield run;
}

function writeRun(fd: number, views: Uint8Array[], position: number): void {
	let rest = views;
	let at = position;
	while (rest.length > 0) {
		const count = writeOnce(fd, rest, at);
		at += count;
		rest = after(rest, count);
	}
}

function writeOnce(fd: number, views: Uint8Array[], position: number): number {
	let count: number;
	try {
		count = writevSync(fd, views, position);
	} catch (cause) {
		throw failed(position, cause);
	}
	if (count === 0) throw failed(position, new Error("nothing was written"));
	return count;
}

/** What is left of `views` after their first `count` bytes. */
function after(views: Uint8Array[], count: number): Uint8Array[] {
	let first = 0;
	let skip = count;
	for (let view = views[first]; view !== undefined; view = views[first]) {
		if (skip < view.byteLength) break;
		skip -= view.byteLength;
		first += 1;
	}
	const rest = views.slice(first);
	const head = rest[0];
	if (head !== undefined && skip > 0) rest[0] = head.subarray(skip);
	return rest;
}

function failed(position: number, cause: unknown): FileError {
	const full = (cause as { code?: string }).code === "ENOSPC";
	return new FileError(
		full ? "disk_full" : "unreadable",
		`Cannot write at byte ${position}: ${full ? "the file system is full" : cause instanceof Error ? cause.message : String(cause)}`,
		{ cause, details: { position } },
	);
}
