import { expect, test } from "bun:test";
import { formatNumber } from "../../../src/cli/output/format-number.ts";

test.each([
	[0, 4, "0"],
	[0.0223612, 4, "0.02236"],
	[1.5, 4, "1.5"],
	[-12.3456, 4, "-12.35"],
	[1234.5, 4, "1,235"],
	[999.96, 4, "1,000"],
	[12_416_223.4, 6, "12,416,223"],
	[0.0000123456, 3, "1.23e-5"],
	[1e20, 4, "1e20"],
	[Number.NaN, 4, "NaN"],
] as const)(
	"formatNumber() writes %p to %p figures as %p",
	(value, digits, text) => {
		expect(formatNumber(value, digits)).toBe(text);
	},
);

test("formatNumber() keeps zeros where a table wants them", () => {
	expect(formatNumber(1.5, 4, true)).toBe("1.500");
	expect(formatNumber(0, 4, true)).toBe("0.000");
});
