import { expect, test } from "bun:test";
import { availableParallelism } from "node:os";
import { listQueryBlocks } from "../../../src/engine/answers/query-blocks.ts";

const cores = availableParallelism();

test.each([
	["few queries", 10, 2683, 128],
	["one block a processor", 2500 * cores, 2683, 128],
	["more than a call affords", 40_000 * cores, 2683, 128],
	["cheap queries", 20_000 * cores, 20, 8],
	["costly queries", 1000 * cores, 1_000_000, 768],
])(
	"listQueryBlocks cuts %s into blocks of one size",
	(_, rows, compared, dimension) => {
		const { block, chunking } = listQueryBlocks(rows, compared, dimension);
		expect(chunking.units).toBe(Math.ceil(rows / block));
		// Each processor gets as many, up to what rounding leaves over.
		const rounds = Math.ceil(chunking.units / cores);
		expect(rounds * cores * block - rows).toBeLessThan(rounds * cores);
		expect(block).toBeLessThanOrEqual(8192);
	},
);

test("listQueryBlocks gives each processor one block where it affords it", () => {
	const rows = 2500 * cores;
	expect(listQueryBlocks(rows, 2683, 128).block).toBe(2500);
	expect(listQueryBlocks(rows, 2683, 128).chunking.units).toBe(cores);
});
