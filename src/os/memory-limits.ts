import { readFileSync, statfsSync } from "node:fs";
import { dirname, join } from "node:path";

/** How much memory there is for a directory in shared memory, in bytes. */
export interface MemoryLimits {
	/** Size of the file system that holds the directory. */
	readonly tmpfsBytes: number;
	/** What the machine could give now (MemAvailable). */
	readonly availableBytes: number;
	/** What this process's control group may still take; null: no limit. */
	readonly cgroupFreeBytes: number | null;
}

/** Reads the limits as they are now. The directory exists. */
export function memoryLimits(directory: string): MemoryLimits {
	const { bsize, blocks } = statfsSync(directory);
	return {
		// A tmpfs mounted with size=0 has no limit and says 0 blocks.
		tmpfsBytes: blocks === 0 ? Number.MAX_SAFE_INTEGER : bsize * blocks,
		availableBytes: availableBytes(),
		cgroupFreeBytes: cgroupFreeBytes(),
	};
}

/**
 * What a shelf may use unless told: the least of half the file system, half
 * of the available memory, and the control group's headroom.
 *
 * @param heldBytes what the shelf holds already; it counts as available, so
 * that a restart does not shrink the shelf
 */
export function defaultCapacity(directory: string, heldBytes = 0): number {
	const limits = memoryLimits(directory);
	return Math.floor(
		Math.min(
			limits.tmpfsBytes / 2,
			(limits.availableBytes + heldBytes) / 2,
			limits.cgroupFreeBytes === null
				? Number.POSITIVE_INFINITY
				: limits.cgroupFreeBytes + heldBytes,
		),
	);
}

/** What the machine could give now (MemAvailable), in bytes. */
export function availableBytes(): number {
	const found = /^MemAvailable:\s+(\d+) kB$/m.exec(
		readFileSync("/proc/meminfo", "utf8"),
	);
	return Number(found?.[1] ?? 0) * 1024;
}

/** The least headroom of our group and those above it, version 2 or 1. */
function cgroupFreeBytes(): number | null {
	const lines = (readText("/proc/self/cgroup") ?? "").split("\n");
	let least: number | null = null;
	for (const line of lines) {
		const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
		if (path === undefined) continue;
		const group =
			controllers === ""
				? { root: "/sys/fs/cgroup", max: "memory.max", now: "memory.current" }
				: controllers?.split(",").includes("memory")
					? {
							root: "/sys/fs/cgroup/memory",
							max: "memory.limit_in_bytes",
							now: "memory.usage_in_bytes",
						}
					: undefined;
		if (group === undefined) continue;
		for (let at = path; ; at = dirname(at)) {
			const max = Number(readText(join(group.root, at, group.max)) ?? NaN);
			const now = Number(readText(join(group.root, at, group.now)) ?? NaN);
			// "max" is NaN; version 1 says "no limit" with a number near 2^63.
			if (max < Number.MAX_SAFE_INTEGER && now >= 0) {
				least = Math.min(least ?? Number.POSITIVE_INFINITY, max - now);
			}
			if (at === "/" || at === ".") break;
		}
	}
	return least === null ? null : Math.max(0, least);
}

function readText(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8").trim();
	} catch {
		// The file is only there where that version of control groups is.
		return undefined;
	}
}
