import { afterAll, beforeAll, expect, setSystemTime, test } from "bun:test";
import {
	formatAge,
	formatCount,
	formatExpiry,
	formatLarge,
	formatSeconds,
	parseDuration,
	parseSize,
} from "../../../src/cli/output/units.ts";

test.each([
	["8GiB", 8 * 2 ** 30],
	["8g", 8 * 2 ** 30],
	["500MB", 500e6],
	["1.5 kib", 1536],
	["1024", 1024],
	["7B", 7],
	["", undefined],
	["0", undefined],
	["-1", undefined],
	["8GiBs", undefined],
	["GiB", undefined],
	["1e9", undefined],
	["9999999TiB", undefined],
])("parseSize(%p) is %p", (text, bytes) => {
	expect(parseSize(text)).toBe(bytes as number);
});

test.each([
	["90s", 90e3],
	["1h", 3600e3],
	["1.5h", 5400e3],
	["250ms", 250],
	["2d", 172_800e3],
	["1 fortnight", undefined],
	["s", undefined],
	["10", undefined],
])("parseDuration(%p) is %p", (text, ms) => {
	expect(parseDuration(text)).toBe(ms as number);
});

test.each([
	[0.00042, "0.42 ms"],
	[0.0813, "81.3 ms"],
	[0.9996, "1.00 s"],
	[12.34, "12.3 s"],
	[125, "2 min 5 s"],
	[11_040, "3 h 4 min"],
	[200_000, "2 d 7 h"],
])("formatSeconds(%p) is %p", (seconds, text) => {
	expect(formatSeconds(seconds)).toBe(text);
});

// Stands still, so that nothing passes between a time and its text.
const now = Date.parse("2026-02-28T12:00:00Z");
beforeAll(() => void setSystemTime(now));
afterAll(() => void setSystemTime());

test.each([
	[null, "never"],
	[-5000, "now"],
	[500, "now"],
	[5500, "in 5 s"],
	[65_500, "in 1 min 5 s"],
	[3_600_500, "in 1 h 0 min"],
])("formatExpiry() in %p ms is %p", (ms, text) => {
	const time = ms === null ? null : new Date(now + ms).toISOString();
	expect(formatExpiry(time)).toBe(text);
});

test.each([
	[0, "just now"],
	[5500, "5 s ago"],
	[65_500, "1 min 5 s ago"],
])("formatAge() %p ms later is %p", (ms, text) => {
	expect(formatAge(new Date(now - ms).toISOString())).toBe(text);
});

test("formatCount() and formatLarge() group and round", () => {
	expect(formatCount(100_000)).toBe("100,000");
	expect(formatLarge(4_230_000)).toBe("4.23 million");
	expect(formatLarge(81_300)).toBe("81.3 thousand");
	expect(formatLarge(312.4)).toBe("312");
	expect(formatLarge(0)).toBe("0.00");
});
