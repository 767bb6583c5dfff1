import { describe, expect, test } from "bun:test";
import { checkCsvType, csvTypeOf } from "../../src/formats/csv-type.ts";

const cases: [type: string, values: string][] = [
	["bool", "true false true"],
	["text", "true maybe"],
	["int64", "0 -1 +7 9223372036854775807"],
	["uint64", "0 18446744073709551615"],
	["text", "-1 18446744073709551615"],
	["text", "18446744073709551616"],
	["float64", "1 2.5 -.5 5. 1e5 1E-7 NaN inf -Infinity"],
	["text", "1.5 123456789012345678901"],
	["text", "007 123"],
	["text", "01.5"],
	["float64", "0.5 0"],
	["text", "1_000"],
	["date", "2024-02-29 1900-01-01"],
	["text", "2024-2-9"],
	["time", "10:00:00 23:59:59.5"],
	["timestamp", "2024-02-29T10:00:00 2024-02-29T10:00:00.123456"],
	["timestamp_ns", "2024-02-29T10:00:00.123456789"],
	["timestamp_utc", "2024-02-29T10:00:00Z 2024-02-29T10:00:00.5+02:00"],
	["text", "2024-02-29 2024-02-29T10:00:00"],
	["text", "a b"],
	["text", ""],
];

describe("csvTypeOf()", () => {
	test.each(cases)("is %s for %s", (type, values) => {
		expect(csvTypeOf(values.split(" ").filter(Boolean))).toBe(type);
	});

	const many = Array.from({ length: 299 }, (_, i) => `${i}`);

	test("takes one odd value in a hundred for a mistake", () => {
		expect(csvTypeOf([...many, "oops"])).toBe("int64");
		expect(csvTypeOf([...many.slice(0, 98), "oops"])).toBe("text");
	});

	test("takes numbers among whole numbers for what they are", () => {
		expect(csvTypeOf([...many, "1.5"])).toBe("float64");
	});

	test("keeps a leading zero, be it rare", () => {
		expect(csvTypeOf([...many, "00"])).toBe("text");
	});
});

describe("checkCsvType()", () => {
	test.each(["text", "uint8", "timestamp_utc", "decimal(10,2)"])(
		"knows %s",
		(type) => {
			expect(checkCsvType("x", type)).toBe(type);
		},
	);

	test.each(["flot64", "decimal(39,2)", "decimal(2,3)", "decimal", ""])(
		"refuses %p by name",
		(type) => {
			expect(() => checkCsvType("x", type)).toThrow(
				/^Cannot read column "x" as .*expected one of text/,
			);
		},
	);

	test("suggests the nearest", () => {
		expect(() => checkCsvType("x", "flot64")).toThrow("did you mean float64?");
	});
});
