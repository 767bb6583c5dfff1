import { writev } from "node:fs";
import { cannotWrite } from "./cannot-write.ts";
import { contiguousRuns, type Run, viewsAfter } from "./contiguous-runs.ts";
import { type BytePiece, memoryIsGone } from "./piece-queue.ts";

/**
 * Writes pieces as `writePieces` does, on another thread (Bun's pool): this one
 * is free meanwhile.
 *
 * @throws {FileError} `disk_full`, or `unreadable` when the write fails else,
 * or the memory of a piece was given away meanwhile
 */
export async function writeAside(
	fd: number,
	pieces: readonly BytePiece[],
): Promise<void> {
	for (const run of contiguousRuns(pieces)) await writeRun(fd, run);
}

async function writeRun(fd: number, { views, ...run }: Run): Promise<void> {
	const isThere = holdsAll(views);
	let { position } = run;
	for (let rest = views; rest.length > 0; ) {
		const count = await writeOnce(fd, rest, position);
		// The kernel may have read what lies there now.
		if (!isThere()) throw memoryIsGone(run.position);
		position += count;
		rest = viewsAfter(rest, count);
	}
}

function writeOnce(
	fd: number,
	views: Uint8Array[],
	position: number,
): Promise<number> {
	return new Promise((resolve, reject) => {
		writev(fd, views, position, (cause, count) => {
			if (cause) reject(cannotWrite(position, cause));
			else if (count > 0) resolve(count);
			else reject(cannotWrite(position, new Error("nothing was written")));
		});
	});
}

/** A view of a buffer that was transferred is empty. */
function holdsAll(views: readonly Uint8Array[]): () => boolean {
	const sizes = views.map(({ byteLength }) => byteLength);
	return () => views.every((view, at) => view.byteLength === sizes[at]);
}
