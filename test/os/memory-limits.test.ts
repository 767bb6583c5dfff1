import { expect, test } from "bun:test";
import { statfsSync } from "node:fs";
import { defaultCapacity, memoryLimits } from "../../src/os/memory-limits.ts";

test("memoryLimits() gives the file system's size and what is available", () => {
	const { bsize, blocks } = statfsSync("/dev/shm");
	const limits = memoryLimits("/dev/shm");
	expect(limits.tmpfsBytes).toBe(bsize * blocks);
	expect(limits.availableBytes).toBeGreaterThan(0);
	expect(limits.cgroupFreeBytes ?? 0).toBeGreaterThanOrEqual(0);
});

test("defaultCapacity() is at most half the file system", () => {
	const { tmpfsBytes } = memoryLimits("/dev/shm");
	const capacity = defaultCapacity("/dev/shm");
	expect(Number.isSafeInteger(capacity)).toBe(true);
	expect(capacity).toBeGreaterThan(0);
	expect(capacity).toBeLessThanOrEqual(tmpfsBytes / 2);
	expect(defaultCapacity("/dev/shm", tmpfsBytes * 4)).toBe(
		Math.floor(tmpfsBytes / 2),
	);
});
