import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { output, run } from "../../helpers/executable.ts";

// It searches a million points.
setDefaultTimeout(60_000);

const scratch = () =>
	readdirSync("/dev/shm").filter((name) =>
		name.startsWith("arrowshelf-bench-"),
	);

test("bench measures putting, getting and searching, and leaves nothing", async () => {
	const before = scratch();
	const figures = JSON.parse(await output(["bench", "--json"]));
	expect(figures.map(({ name }: { name: string }) => name)).toEqual([
		"put 72 MB",
		"get 72 MB, first mapping",
		"get 72 MB, again",
		"request",
		"10-NN of 100,000 points in 3-D",
		"10-NN of 1,000,000 points in 3-D",
		"10-NN of 20,000 points in 128-D",
	]);
	for (const { seconds, rate } of figures) {
		expect(seconds).toBeGreaterThan(0);
		expect(rate).toBeGreaterThan(0);
	}
	expect(scratch()).toEqual(before);
});

test.each([["--calibrat"], ["shelf"], ["--calibrate=yes"]])(
	"bench %s is wrong usage",
	async (argument) => {
		const { exitCode, stderr } = await run(["bench", argument]);
		expect(exitCode).toBe(2);
		expect(stderr).toStartWith("arrowshelf: ");
	},
);

test("bench --calibrate says before it measures that it cannot keep it", async () => {
	const env = { ARROWSHELF_CACHE: "/dev/null/costs" };
	const { exitCode, stderr } = await run(["bench", "--calibrate"], { env });
	expect(exitCode).toBe(1);
	expect(stderr).toMatch(
		/^arrowshelf: Cannot keep what is measured in "\/dev\/null\/costs": .*; name another directory by ARROWSHELF_CACHE\n$/,
	);
});
