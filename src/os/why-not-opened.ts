import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { formatSize } from "../format-size.ts";
import { isNoexec } from "./is-noexec.ts";

/**
 * Says why a library of the executable could not be opened, and what to do: the
 * usual reasons lie in the directory that it is unpacked to.
 * @param byteLength of the library
 */
export function whyNotOpened(cause: unknown, byteLength: number): string {
	const directory = JSON.stringify(tmpdir());
	const said = cause instanceof Error ? cause.message : String(cause);
	try {
		if (isNoexec(tmpdir())) {
			return `it is unpacked to ${directory}, which is mounted noexec; set TMPDIR to a directory where programs may run`;
		}
		const { bavail, bsize } = statfsSync(tmpdir());
		const free = bavail * bsize;
		if (free < byteLength) {
			return `it needs ${formatSize(byteLength)} in ${directory}, where ${formatSize(free)} are free; make room, or set TMPDIR to another directory`;
		}
	} catch (error) {
		return `it is unpacked to ${directory}, which cannot be used: ${(error as Error).message}; set TMPDIR to another directory`;
	}
	return `${said}; it is unpacked to ${directory}`;
}
