import { afterEach, beforeEach, expect, test } from "bun:test";
import { startAhead } from "../../src/cli/start-ahead.ts";
import { nativePool } from "../../src/engine/pool/native-pool.ts";
import { usefulCores } from "../../src/engine/pool/useful-cores.ts";

// Tests of other files may have left some.
beforeEach(() => nativePool().close());
afterEach(() => nativePool().close());

test("startAhead() starts the Workers of a search by all cores", async () => {
	await startAhead(["points.arrow", "-k", "3", "--json", "--columns=x,y"]);
	expect(nativePool().size).toBe(usefulCores(1e9) - 1);
});

test.each([
	["--cores 6", 6],
	["--cores=2", 2],
])("startAhead() starts what %p has use for", async (options, cores) => {
	await startAhead(["points.arrow", ...options.split(" ")]);
	expect(nativePool().size).toBe(usefulCores(cores) - 1);
});

test.each([
	"--cores 1",
	"--cores=x",
	"--cores",
	"--engine=faiss-node",
	"--queries other.arrow",
	"--help",
	"-h",
])("startAhead() leaves it to the command with %p", async (options) => {
	await startAhead(["points.arrow", ...options.split(" ")]);
	expect(nativePool().size).toBe(0);
});
