import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { cached } from "../../scripts/cache.ts";
import { type Child, startChild } from "../helpers/child.ts";
import {
	type TemporaryDirectory,
	temporaryDirectory,
} from "../helpers/temporary-directory.ts";

const variable = "ARROWSHELF_CACHE";
const before = process.env[variable];
let cache: TemporaryDirectory;

beforeEach(() => {
	cache = temporaryDirectory();
	process.env[variable] = cache.path;
});

afterEach(() => {
	if (before === undefined) delete process.env[variable];
	else process.env[variable] = before;
	cache[Symbol.dispose]();
});

async function startBuild(): Promise<Child> {
	const child = startChild("scripts/build-cached.ts", cache.path);
	expect(await child.line()).toBe("asking");
	return child;
}

test("cached() builds once, also when two ask at the same time", async () => {
	await using first = await startBuild();
	expect(await first.line()).toBe("building");
	await using second = await startBuild();
	await first.end();
	expect(await first.line()).toBe(String(first.pid));
	expect(await second.line()).toBe(String(first.pid));
});

test("cached() begins anew after a build that was killed", async () => {
	await using first = await startBuild();
	expect(await first.line()).toBe("building");
	await first.kill();
	expect(existsSync(cache.file("thing"))).toBe(false);
	await using second = await startBuild();
	expect(await second.line()).toBe("building");
	await second.end();
	expect(await second.line()).toBe(String(second.pid));
	expect(readdirSync(cache.path).sort()).toEqual(["thing", "thing.lock"]);
});

test("cached() leaves nothing of a build that failed", async () => {
	const failing = cached("thing", async () => {
		throw new Error("no compiler");
	});
	await expect(failing).rejects.toThrow("no compiler");
	expect(readdirSync(cache.path)).toEqual(["thing.lock"]);
});
