import { describe, expect, test } from "bun:test";
import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { checkArrowFile } from "../../src/arrow/check-file.ts";
import { selectVectors } from "../../src/arrow/numeric-columns.ts";
import { ShelfError } from "../../src/errors.ts";
import { goldenFile, goldenFiles, rowsOf } from "../helpers/arrow-files.ts";

const seed = 20_260_301;

/** The codes of what may be thrown; anything else is a defect. */
function outcome(bytes: Uint8Array): string {
	try {
		const file = checkArrowFile(bytes);
		selectVectors(file, bytes);
		return "sound";
	} catch (error) {
		if (error instanceof ShelfError) return error.code;
		throw error;
	}
}

const known = [
	"sound",
	"invalid_table",
	"too_many_columns",
	"invalid_column",
	"invalid_rows",
];

describe("checkArrowFile() on damaged files", () => {
	test("refuses every truncation", () => {
		const file = goldenFile("deltas.arrow");
		for (let length = 0; length < file.length; length++) {
			expect(outcome(file.subarray(0, length))).toBe("invalid_table");
		}
	});

	test.each(goldenFiles)(
		"%s: random bytes give an answer or an error",
		(name) => {
			const file = goldenFile(name);
			const footerBytes = new DataView(file.buffer).getInt32(
				file.length - 10,
				true,
			);
			const footer = file.length - 10 - footerBytes;
			// Half of them where the metadata is thickest.
			const place = fc.oneof(
				fc.integer({ min: 0, max: file.length - 1 }),
				fc.integer({ min: footer, max: file.length - 1 }),
			);
			const flip = fc.tuple(place, fc.integer({ min: 0, max: 255 }));
			const flips = fc.array(flip, { minLength: 1, maxLength: 4 });
			fc.assert(
				fc.property(flips, (changes) => {
					const damaged = file.slice();
					for (const [at, value] of changes) damaged[at] = value;
					expect(known).toContain(outcome(damaged));
				}),
				{ seed, numRuns: 300 },
			);
		},
	);

	test("what passes can be read by apache-arrow", () => {
		const file = goldenFile("version-4.arrow");
		let passed = 0;
		fc.assert(
			fc.property(
				fc.integer({ min: 8, max: file.length - 11 }),
				fc.integer({ min: 0, max: 7 }),
				(at, bit) => {
					const damaged = file.slice();
					damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
					if (outcome(damaged) !== "sound") return;
					passed += 1;
					rowsOf(tableFromIPC(damaged));
				},
			),
			{ seed, numRuns: 200 },
		);
		expect(passed).toBeGreaterThan(20);
	});
});
