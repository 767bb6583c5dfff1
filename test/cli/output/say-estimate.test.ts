import { expect, setDefaultTimeout, test } from "bun:test";
import { environment } from "../../../src/config.ts";
import { keepCosts } from "../../../src/engine/costs/kept-costs.ts";
import { shippedCosts } from "../../../src/engine/costs/shipped-costs.ts";
import { output, run } from "../../helpers/executable.ts";
import { writePoints } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

setDefaultTimeout(60_000);

const line = /^Searching 2,000 points: about [\d.]+ m?s, [\d.]+ KiB of memory$/;

test("a short search says what it will take with --verbose alone", async () => {
	using directory = temporaryDirectory();
	const file = directory.file("in.arrow");
	writePoints(file, 2000);
	const said = async (...more: string[]) =>
		(await run(["knn", file, "--json", ...more])).stderr.split("\n");
	expect((await said("--verbose"))[0]).toMatch(line);
	expect(await said()).toEqual([""]);
	const asked = await said("--verbose", "--queries", file, "--index", "hnsw");
	expect(asked[0]).toMatch(
		/^Searching 2,000 points for 2,000 queries: [\d.]+ KiB of memory$/,
	);
});

test("a long search says it before it begins, and not with --quiet", async () => {
	using directory = temporaryDirectory();
	const file = directory.file("in.arrow");
	writePoints(file, 2000);
	// On a machine where everything takes a million times as long.
	const env = { [environment.cache]: directory.path };
	const slow = Object.entries(shippedCosts()).map(([kernel, costs]) => {
		const times = Object.entries<number>(costs);
		return [kernel, Object.fromEntries(times.map(([n, t]) => [n, 1e6 * t]))];
	});
	const before = process.env[environment.cache];
	process.env[environment.cache] = directory.path;
	keepCosts(Object.fromEntries(slow));
	if (before === undefined) delete process.env[environment.cache];
	else process.env[environment.cache] = before;
	const said = async (...more: string[]) =>
		(await run(["knn", file, ...more], { env })).stderr;
	expect(await said("--cores", "1")).toMatch(
		/^Searching 2,000 points: about \d+ (h|min)( \d+ (min|s))?, [\d.]+ KiB of memory\n$/,
	);
	expect(await said("--quiet")).toBe("");
});

test("--json says what was expected", async () => {
	using directory = temporaryDirectory();
	const file = directory.file("in.arrow");
	writePoints(file, 2000);
	const expected = async (...more: string[]) =>
		JSON.parse(await output(["knn", file, "--json", ...more])).estimate;
	const { seconds, bytes } = await expected();
	// Rows in float64, and in both precisions in the tree.
	expect(bytes).toBeGreaterThan(2000 * (24 + 12 + 24));
	expect(bytes).toBeLessThan(2000 * 2 * (24 + 12 + 24));
	expect(seconds).toBeGreaterThan(0);
	expect(seconds).toBeLessThan(1);
	expect(await expected("--index", "hnsw")).toMatchObject({ seconds: null });
	expect((await expected("--index", "ivf")).seconds).toBeGreaterThan(0);
});
