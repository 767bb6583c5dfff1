import { libc } from "./libc.ts";

const MADV_POPULATE_WRITE = 23;

/**
 * Has the kernel map all pages of a mapping for writing, at once and not one by
 * one when they are first touched. What it cannot give it says here, where
 * touching the page would be SIGBUS.
 *
 * @param mapped from its first page on
 * @returns false when it cannot: the file system is full, or Linux is older
 * than 5.14
 */
export function populatePages(mapped: Uint8Array): boolean {
	return libc().madvise(mapped, mapped.byteLength, MADV_POPULATE_WRITE) === 0;
}
