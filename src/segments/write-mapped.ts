import { pageSize } from "../os/page-size.ts";
import { populatePages } from "../os/populate-pages.ts";
import type { BytePiece } from "./piece-queue.ts";

/**
 * Copies pieces into a file through a mapping that lives as long as the call.
 * The file must have real memory there (`reserveFile`), and nobody may shorten
 * it meanwhile: either would be SIGBUS.
 *
 * @param fd open for reading and writing; stays the caller's
 * @param pieces at least one, in ascending position
 * @returns false when the kernel cannot map them; nothing is written then
 */
export function writeMapped(fd: number, pieces: readonly BytePiece[]): boolean {
	const start = pieces[0]?.position ?? 0;
	const last = pieces.at(-1);
	const end = last === undefined ? 0 : last.position + last.bytes.byteLength;
	const offset = start - (start % pageSize());
	const mapped = map(fd, offset, end - offset);
	if (mapped === undefined) return false;
	try {
		if (!populatePages(mapped)) return false;
		for (const { position, bytes } of pieces) {
			mapped.set(bytes, position - offset);
		}
		return true;
	} finally {
		// Unmapped now: a file that is mapped cannot be sealed.
		mapped.buffer.transfer(0);
	}
}

function map(
	fd: number,
	offset: number,
	size: number,
): Uint8Array<ArrayBuffer> | undefined {
	let mapped: Uint8Array<ArrayBuffer>;
	try {
		const path = `/proc/self/fd/${fd}`;
		mapped = Bun.mmap(path, { shared: true, offset, size });
	} catch {
		return undefined;
	}
	if (mapped.byteLength === size) return mapped;
	// The file ends before.
	mapped.buffer.transfer(0);
	return undefined;
}
