import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { workerUrl } from "../../src/os/worker-url.ts";

test("workerUrl() finds an entry beside the sources", () => {
	const path = fileURLToPath(workerUrl("src/os/worker-url.ts"));
	expect(existsSync(path)).toBe(true);
});
