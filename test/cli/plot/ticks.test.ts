import { expect, test } from "bun:test";
import { linearTicks, logTicks } from "../../../src/cli/plot/ticks.ts";

const labels = (ticks: readonly { label: string }[]) =>
	ticks.map(({ label }) => label);

test.each([
	[0, 1, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]],
	[-1, 1, 4, ["-1.0", "-0.5", "0.0", "0.5", "1.0"]],
	[16.21, 16.59, 4, ["16.3", "16.4", "16.5"]],
	[
		5_798_000,
		5_802_000,
		4,
		["5,798,000", "5,799,000", "5,800,000", "5,801,000", "5,802,000"],
	],
	[0, 3e-6, 3, ["0", "1e-6", "2e-6", "3e-6"]],
	[0, 4e9, 4, ["0", "1e9", "2e9", "3e9", "4e9"]],
	[7, 7, 3, ["7"]],
	[-1.7e308, 1.7e308, 4, ["-1e308", "0", "1e308"]],
	[0, 1e-310, 2, ["0", "5.0e-311", "1.0e-310"]],
] as const)(
	"linearTicks() from %p to %p, about %p",
	(low, high, count, wanted) => {
		expect(labels(linearTicks(low, high, count))).toEqual([...wanted]);
	},
);

test.each([
	[1e16, 1e16 + 4],
	[1e17, 1e17 + 64],
	[-1e17 - 64, -1e17],
	[1.7e308, 1.7e308],
	[-1.7e308, 1.7e308],
])("linearTicks() from %p to %p ends, and repeats no mark", (low, high) => {
	const values = linearTicks(low, high, 8).map(({ value }) => value);
	expect(values.length).toBeGreaterThan(0);
	expect(values.length).toBeLessThan(20);
	expect(new Set(values).size).toBe(values.length);
});

test.each([
	[1, 5000, 5, ["1", "10", "100", "1,000"]],
	[1, 40, 5, ["1", "2", "5", "10", "20"]],
	[1, 1e9, 5, ["1", "100", "10 k", "1 M", "100 M"]],
] as const)(
	"logTicks() from %p to %p, about %p",
	(low, high, count, wanted) => {
		expect(labels(logTicks(low, high, count))).toEqual([...wanted]);
	},
);
