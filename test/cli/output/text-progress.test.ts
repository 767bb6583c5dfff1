import { expect, test } from "bun:test";
import { textProgress } from "../../../src/cli/output/text-progress.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

test("textProgress() tells lines by what the first ones take", () => {
	const told: number[] = [];
	const take = textProgress(10, (done) => told.push(done));
	// The first piece ends no line.
	for (const text of ["12345", "6789\n123456789\n", "1234567890\n", "1\n"]) {
		take([{ position: 0, bytes: bytesOf(text) }]);
	}
	expect(told).toEqual([0, 2, 3, 3]);
	take([{ position: 0, bytes: new Uint8Array(1000) }]);
	expect(told.at(-1)).toBe(10);
});
