import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { processName } from "../../src/os/process-name.ts";

test("processName() is the command's name, and ? for a process that is gone", async () => {
	expect(processName(process.pid)).toBe(
		readFileSync("/proc/self/comm", "utf8").trim(),
	);
	const child = Bun.spawn(["true"]);
	await child.exited;
	expect(processName(child.pid)).toBe("?");
});
