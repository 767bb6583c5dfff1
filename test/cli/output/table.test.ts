import { expect, test } from "bun:test";
import { formatTable } from "../../../src/cli/output/table.ts";

test("formatTable() aligns by what is seen, numbers at the right", () => {
	const text = formatTable(
		[{ title: "KEY" }, { title: "ROWS", align: "right" }, { title: "SIZE" }],
		[
			["\u001b[1mpoints\u001b[0m", "100,000", "2.3 MiB"],
			["a", "7", "1 B"],
		],
	);
	expect(text).toBe(
		[
			"KEY        ROWS  SIZE",
			"\u001b[1mpoints\u001b[0m  100,000  2.3 MiB",
			"a             7  1 B",
			"",
		].join("\n"),
	);
});

test("formatTable() leaves out a line of empty titles", () => {
	expect(formatTable([{ title: "" }, { title: "" }], [["a", "b"]])).toBe(
		"a  b\n",
	);
});
