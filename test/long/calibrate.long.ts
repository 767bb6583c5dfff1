import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { shippedCosts } from "../../src/engine/costs/shipped-costs.ts";
import { output } from "../helpers/executable.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

test("bench --calibrate keeps what it measured, in under a minute", async () => {
	using directory = temporaryDirectory();
	const env = { ARROWSHELF_CACHE: directory.path };
	const started = performance.now();
	const printed = JSON.parse(
		await output(["bench", "--calibrate", "--json"], { env }),
	);
	expect(performance.now() - started).toBeLessThan(60_000);
	const { path, ...kept } = printed;
	expect(path).toBe(directory.file("costs.json"));
	expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(kept);
	const namesOf = (costs: object) =>
		Object.entries(costs).map(([name, of]) => [name, Object.keys(of).sort()]);
	expect(namesOf(kept.costs)).toEqual(namesOf(shippedCosts()));
	// A query is compared with a row at 0.01 to 100 ns.
	expect(kept.costs.flat.term + kept.costs.flat.row).toBeGreaterThan(1e-3);
});
