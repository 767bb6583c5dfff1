import type { Pointer } from "bun:ffi";
import { libc } from "./libc.ts";

const MADV_HUGEPAGE = 14;

/** Of x64, and of arm64 with pages of 4 KiB. */
export const hugePageBytes = 2 ** 21;

/**
 * Asks for memory in huge pages: one is given by one fault instead of 512, and
 * found by the processor without a walk. Only advice: where it is not taken,
 * nothing is lost.
 * @param address of memory not yet touched, a multiple of the page size; of huge
 * pages only those that lie in it whole are given
 */
export function adviseHugePages(address: number, byteLength: number): void {
	libc().madvise(address as Pointer, byteLength, MADV_HUGEPAGE);
}
