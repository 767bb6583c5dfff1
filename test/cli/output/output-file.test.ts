import { expect, test } from "bun:test";
import {
	chmodSync,
	existsSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { OutputFile } from "../../../src/cli/output/output-file.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

test("OutputFile appears whole, and replaces what was there", async () => {
	using directory = temporaryDirectory();
	const path = directory.file("near.arrow");
	await new OutputFile(path).write((fd) => {
		expect(existsSync(path)).toBe(false);
		writeSync(fd, "first");
	});
	await new OutputFile(path).write((fd) => {
		expect(readFileSync(path, "utf8")).toBe("first");
		writeSync(fd, "second");
	});
	expect(readFileSync(path, "utf8")).toBe("second");
	expect(readdirSync(directory.path)).toEqual(["near.arrow"]);
});

test("OutputFile leaves the old file and nothing else when filling fails", async () => {
	using directory = temporaryDirectory();
	const path = directory.file("near.arrow");
	writeFileSync(path, "old");
	const failing = new OutputFile(path).write((fd) => {
		writeSync(fd, "half");
		throw new Error("stopped");
	});
	await expect(failing).rejects.toThrow("stopped");
	expect(readFileSync(path, "utf8")).toBe("old");
	expect(readdirSync(directory.path)).toEqual(["near.arrow"]);
});

test("OutputFile writes through a link and keeps the permissions", async () => {
	using directory = temporaryDirectory();
	const path = directory.file("near.arrow");
	const link = directory.file("link.arrow");
	writeFileSync(path, "old");
	chmodSync(path, 0o600);
	symlinkSync(path, link);
	await new OutputFile(link).write((fd) => {
		writeSync(fd, "new");
	});
	expect(readFileSync(path, "utf8")).toBe("new");
	expect(statSync(path).mode & 0o777).toBe(0o600);
	expect(readdirSync(directory.path).sort()).toEqual([
		"link.arrow",
		"near.arrow",
	]);
});

test.each([
	["a missing directory", "missing/near.arrow", "does not exist"],
	["a directory", ".", "it is a directory"],
	["a file as directory", "file/near.arrow", "is not a directory"],
])("OutputFile refuses %s before any work", (_, name, why) => {
	using directory = temporaryDirectory();
	writeFileSync(directory.file("file"), "");
	expect(() => new OutputFile(directory.file(name))).toThrow(why);
});

test("OutputFile refuses devices", () => {
	expect(() => new OutputFile("/dev/null")).toThrow("not a regular file");
});
