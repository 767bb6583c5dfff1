import { expect, test } from "bun:test";
import {
	closeSync,
	existsSync,
	openSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
	type TemporaryDirectory,
	temporaryDirectory,
} from "../helpers/temporary-directory.ts";

const fixture = join(import.meta.dir, "../fixtures/daemon/warn.ts");
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z arrowshelf: /;
const megabyte = 2 ** 20;

/** Has a process warn, its standard error appended to shelf.log. */
async function warn(directory: TemporaryDirectory, ...args: string[]) {
	const log = openSync(directory.file("shelf.log"), "a", 0o600);
	const command = [process.execPath, fixture, directory.path, ...args];
	const child = Bun.spawn(command, { stdout: "inherit", stderr: log });
	closeSync(log);
	expect(await child.exited).toBe(0);
	const text = readFileSync(directory.file("shelf.log"), "utf8");
	return text.split("\n").slice(0, -1);
}

test("warnings in the log have their time", async () => {
	using directory = temporaryDirectory();
	const lines = await warn(directory, "2");
	expect(lines.map((line) => line.replace(time, "at "))).toEqual([
		"at warning 0",
		"at warning 1",
	]);
});

test("warnings that repeat themselves are counted, not written", async () => {
	using directory = temporaryDirectory();
	const lines = await warn(directory, "5000", "0", "repeated");
	expect(lines).toHaveLength(2);
	expect(lines[1]).toEndWith(
		"Left out 4999 warnings like those of the last minute",
	);
});

test("of a flood of warnings a hundred are written", async () => {
	using directory = temporaryDirectory();
	const lines = await warn(directory, "5000");
	expect(lines).toHaveLength(101);
	expect(lines[100]).toContain("Left out 4900 warnings");
});

test("a log that grew past 1 MiB becomes shelf.log.1, privately", async () => {
	using directory = temporaryDirectory();
	const before = `${"old\n".repeat(megabyte / 4)}end\n`;
	writeFileSync(directory.file("shelf.log"), before, { mode: 0o600 });
	expect(await warn(directory, "1")).toHaveLength(1);
	const rotated = directory.file("shelf.log.1");
	expect(readFileSync(rotated, "utf8")).toBe(before);
	expect(statSync(rotated).mode & 0o777).toBe(0o600);
});

test("a log rotates while the daemon lives", async () => {
	using directory = temporaryDirectory();
	// 90 lines of 30 kB are 2.6 MiB: twice moved aside.
	const lines = await warn(directory, "90", "30000");
	const { size } = statSync(directory.file("shelf.log"));
	expect(size).toBeLessThan(megabyte + 60_000);
	expect(lines.length).toBeLessThan(90);
	const rotated = readFileSync(directory.file("shelf.log.1"), "utf8");
	const last = rotated.trim().split("\n").at(-1) ?? "";
	const number = (line = "") => Number(/warning (\d+)/.exec(line)?.[1]);
	expect(number(lines[0])).toBe(number(last) + 1);
	expect(number(lines.at(-1))).toBe(89);
});

test("a link in the place of shelf.log.1 is not followed", async () => {
	using directory = temporaryDirectory();
	writeFileSync(directory.file("victim"), "mine");
	symlinkSync(directory.file("victim"), directory.file("shelf.log.1"));
	writeFileSync(directory.file("shelf.log"), "x".repeat(megabyte + 1));
	expect(await warn(directory, "1")).toHaveLength(1);
	expect(readFileSync(directory.file("victim"), "utf8")).toBe("mine");
});

test("standard error that is not the log has no times and is not cut", async () => {
	using directory = temporaryDirectory();
	writeFileSync(directory.file("shelf.log"), "x".repeat(megabyte + 1));
	const command = [process.execPath, fixture, directory.path, "1"];
	const child = Bun.spawn(command, { stderr: "pipe" });
	expect(await new Response(child.stderr).text()).toBe(
		"arrowshelf: warning 0\n",
	);
	expect(existsSync(directory.file("shelf.log.1"))).toBe(false);
});
