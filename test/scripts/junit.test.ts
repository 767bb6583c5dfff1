import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tallyFromJunit } from "../../scripts/junit.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

const files = {
	"test/good.test.ts": `import { test } from "bun:test";
test("passes", () => {});
test.skip("is skipped", () => {});
test("fails", () => { throw new Error("on purpose"); });`,
	"test/unreadable.test.ts": `throw new Error("on loading");`,
};

test("tallyFromJunit() counts what Bun reports, and files that it could not load", async () => {
	using directory = temporaryDirectory();
	mkdirSync(directory.file("test"));
	for (const [name, text] of Object.entries(files)) {
		writeFileSync(directory.file(name), text);
	}
	const report = directory.file("report.xml");
	const reporter = ["--reporter=junit", `--reporter-outfile=${report}`];
	const child = Bun.spawn([process.execPath, "test", ...reporter], {
		cwd: directory.path,
		stdout: "ignore",
		stderr: "ignore",
	});
	expect(await child.exited).not.toBe(0);
	const tally = tallyFromJunit(
		readFileSync(report, "utf8"),
		Object.keys(files),
	);
	expect(tally).toEqual({ passed: 1, failed: 2, skipped: 1 });
});

test("tallyFromJunit() refuses a report without counts", () => {
	expect(() => tallyFromJunit("<testsuites>", [])).toThrow("no count");
});
