import { expect, test } from "bun:test";
import { join } from "node:path";
import { environment } from "../src/config.ts";
import { autostartDirectory } from "./client/autostart-directory.ts";

const examples = join(import.meta.dir, "../examples");

/** Each program, and what it prints. */
test.each([
	["put-and-get.ts", /same memory: true\nhighest price: 102.75/],
	["knn.ts", /100000 points.*\nmean distance 0\.022[34]\n/],
	[
		"hotspots.ts",
		/(\d+ rows about 4[67].*\n){3}3 clusters: row 0 is in [012]\n/,
	],
	["parallel-mean.ts", /mean of 1000000 prices in 6 chunks: 49\.5\n/],
	["survive-restart.ts", /still there: Float32Array/],
])("examples/%s runs as it is", async (name, printed) => {
	await using directory = autostartDirectory();
	const child = Bun.spawn([process.execPath, join(examples, name)], {
		env: { ...process.env, [environment.directory]: directory.path },
		stdin: "ignore",
		stdout: "pipe",
		stderr: "inherit",
	});
	const output = await new Response(child.stdout).text();
	expect(await child.exited).toBe(0);
	expect(output).toMatch(printed);
});
