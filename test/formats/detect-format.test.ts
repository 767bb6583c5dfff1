import { describe, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { detectFormat } from "../../src/formats/detect-format.ts";
import type { FormatName } from "../../src/formats/format.ts";

const cases: [name: string, start: string, format: FormatName][] = [
	["x.arrow", "ARROW1\0\0", "arrow"],
	["x.csv", "ARROW1\0\0", "arrow"],
	["x", "\xff\xff\xff\xff\x10\x00", "arrow-stream"],
	["x.arrow", "\xff\xff\xff\xff\x10\x00", "arrow-stream"],
	["x", "PAR1", "parquet"],
	["x", "Obj\x01", "avro"],
	["x.csv", "anything", "csv"],
	["X.CSV", "anything", "csv"],
	["x.tsv", "anything", "tsv"],
	["x.jsonl", "{", "ndjson"],
	["x.json", "[{}]", "json"],
	["x.json", '{"a": 1}\n{"a": 2}\n', "ndjson"],
	["x.json", '{\n"a": 1}', "json"],
	["standard input", "a,b\n1,2\n", "csv"],
	["standard input", "a;b\n1;2\n", "csv"],
	["standard input", '[{"a": 1}]', "json"],
	["standard input", '{"a": 1}\n', "ndjson"],
	["x.txt", "a\tb\n", "csv"],
];
const refused: [name: string, start: string, says: string][] = [
	["x.csv", "", "it is empty"],
	["x.arrow", "a,b\n1,2\n", "it looks like text (CSV?), expected an Arrow"],
	["x.parquet", "a,b\n1,2\n", "looks like text"],
	["x.txt", "one column\n", "name its format, --format arrow|"],
	["x.npy", "\x93NUMPY", "it is a NumPy array; name its format"],
];

describe("detectFormat()", () => {
	test.each(cases)("%s that starts with %j is %s", (name, start, format) => {
		expect(detect(name, start)).toEqual({ format, compression: null });
	});

	test("takes what was asked for", () => {
		expect(detect("x.txt", "one column\n", "csv").format).toBe("csv");
		expect(detect("x.csv", "PAR1", "csv").format).toBe("csv");
	});

	test.each(refused)("refuses %s that starts with %j", (name, start, says) => {
		expect(() => detect(name, start)).toThrow(`"${name}": `);
		expect(() => detect(name, start)).toThrow(says);
	});

	test("sees by what a text file is compressed", () => {
		const text = Buffer.from("a,b\n");
		const packed = {
			gzip: gzipSync(text),
			zstd: Bun.zstdCompressSync(text),
		};
		for (const [compression, bytes] of Object.entries(packed)) {
			for (const name of ["x.csv.gz", "x.csv", "standard input"]) {
				const found = detectFormat(name, bytes, text, undefined);
				expect({ name, ...found }).toEqual({
					name,
					format: "csv",
					compression: compression as "gzip" | "zstd",
				});
			}
			expect(() => detectFormat("x.parquet", bytes, text, "parquet")).toThrow(
				"unpack it first",
			);
		}
	});
});

function detect(name: string, start: string, asked?: FormatName) {
	const bytes = Buffer.from(start, "latin1");
	return detectFormat(name, bytes, bytes, asked);
}
