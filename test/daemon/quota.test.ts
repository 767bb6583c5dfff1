import { expect, test } from "bun:test";
import { Quota } from "../../src/daemon/quota.ts";

test("Quota never counts more than the capacity, and gives all of it back", () => {
	const quota = new Quota(100, 10);
	expect(quota.reserve(91)).toBe(false);
	expect(quota.reserve(60)).toBe(true);
	expect(quota.reserve(30)).toBe(true);
	expect(quota.reserve(1)).toBe(false);
	quota.release(10, "pending");
	quota.move(50, "pending", "used");
	expect([quota.used, quota.pending, quota.free]).toEqual([60, 30, 10]);
	quota.release(30, "pending");
	quota.release(60, "used");
	expect([quota.used, quota.pending, quota.free]).toEqual([0, 0, 100]);
});

test("Quota has nothing free when more is on the shelf than it may hold", () => {
	const quota = new Quota(10, 50);
	expect(quota.free).toBe(0);
	expect(quota.reserve(1)).toBe(false);
	quota.release(45, "used");
	expect(quota.free).toBe(5);
});
