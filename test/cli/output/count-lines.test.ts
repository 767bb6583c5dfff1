import { expect, test } from "bun:test";
import { countLines } from "../../../src/cli/output/count-lines.ts";

test("countLines() passes all on, and counts across pieces", async () => {
	const groups = [["a\nb"], ["", "c\n\n"], ["d\n"]].map((texts) =>
		texts.map((text) => ({ position: 0, bytes: Buffer.from(text) })),
	);
	const told: number[] = [];
	const passed: unknown[] = [];
	const source = (async function* () {
		yield* groups;
	})();
	for await (const pieces of countLines(source, (n) => told.push(n))) {
		passed.push(pieces);
	}
	expect(passed).toEqual(groups);
	expect(told).toEqual([1, 3, 4]);
});
