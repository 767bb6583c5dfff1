import type { Piece } from "../arrow/layout.ts";

/** Bounds the list that is made of small pieces; Bun itself cuts what is more
 * than one system call takes (1,024). */
const vectorsPerCall = 1024;
/** Linux writes at most 2 GiB less a page a call; half of that stays clear. */
const bytesPerCall = 2 ** 30;

/** Bytes that follow one another in a file, for one call. */
export interface Run {
	readonly position: number;
	readonly views: Uint8Array[];
	byteLength: number;
}

/** Cuts the pieces into runs without a gap that fit one call each. */
export function* contiguousRuns(pieces: readonly Piece[]): Generator<Run> {
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

/** What is left of `views` after their first `count` bytes. */
export function viewsAfter(views: Uint8Array[], count: number): Uint8Array[] {
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
