import { libc } from "./libc.ts";

let known: number | undefined;

/** Bytes of a memory page: 4 KiB, or up to 64 KiB on some arm64 machines. */
export function pageSize(): number {
	known ??= libc().getpagesize();
	return known;
}
