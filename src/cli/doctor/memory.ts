import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { formatSize } from "../../format-size.ts";
import { defaultCapacity, memoryLimits } from "../../os/memory-limits.ts";
import { type Finding, fine } from "./finding.ts";

/** Below this a shelf is of little use; Docker gives containers 64 MiB. */
const smallBytes = 128 * 1024 * 1024;
/** What statfs calls a tmpfs (linux/magic.h). */
const tmpfsMagic = 0x01021994;

/** Size, free part and kind of the file system that the shelf is on. */
export function checkSharedMemory(directory: string): Finding {
	const check = "shared memory";
	const place = existing(directory);
	const { type, bsize, blocks, bavail } = statfsSync(place);
	const [size, free] = [blocks * bsize, bavail * bsize];
	const detail = `${place}: ${formatSize(free)} free of ${formatSize(size)}, the shelf may use ${formatSize(defaultCapacity(place))}`;
	if (type !== tmpfsMagic) {
		return {
			check,
			status: "warning",
			detail: `${place} is not on a tmpfs: tables would go to disk`,
			remedy: "name a directory in /dev/shm with --dir or ARROWSHELF_DIR",
		};
	}
	if (size < smallBytes) {
		return {
			check,
			status: "warning",
			detail,
			remedy:
				"enlarge it: docker run --shm-size=8g, or mount -o remount,size=8G /dev/shm",
		};
	}
	if (free < size / 20) {
		return {
			check,
			status: "warning",
			detail,
			remedy:
				"arrowshelf usage shows who holds it; look in /dev/shm for others",
		};
	}
	return fine(check, detail);
}

/** What the control group leaves: exceeding it kills processes. */
export function checkControlGroup(directory: string): Finding {
	const check = "memory limit";
	const { cgroupFreeBytes } = memoryLimits(existing(directory));
	if (cgroupFreeBytes === null) return fine(check, "no control group limit");
	const detail = `the control group leaves ${formatSize(cgroupFreeBytes)}`;
	if (cgroupFreeBytes >= smallBytes) return fine(check, detail);
	return {
		check,
		status: "warning",
		detail,
		remedy: "raise the container's memory limit: shared memory counts in it",
	};
}

/** The directory, or the nearest one above that is there. */
function existing(directory: string): string {
	return existsSync(directory) ? directory : existing(dirname(directory));
}
