import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync } from "node:fs";
import { checkSpillDirectory } from "../../../src/cli/doctor/spill.ts";
import type { Health } from "../../../src/protocol/messages.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

describe("checkSpillDirectory()", () => {
	const of = (spill_dir: string | null) =>
		checkSpillDirectory({ spill_dir } as unknown as Health);

	test("has nothing to say where nothing is spilled", () => {
		expect(checkSpillDirectory(null).status).toBe("ok");
		expect(checkSpillDirectory({} as Health).status).toBe("ok");
		expect(of(null).status).toBe("ok");
	});

	test("names a directory that is gone, or open to others", () => {
		using directory = temporaryDirectory();
		const path = directory.file("spill");
		expect(of(path)).toMatchObject({ status: "broken" });
		mkdirSync(path);
		chmodSync(path, 0o755);
		expect(of(path)).toMatchObject({
			status: "broken",
			remedy: `chmod 700 ${path}`,
		});
		chmodSync(path, 0o700);
		expect(of(path)).toMatchObject({ status: "ok" });
	});
});
