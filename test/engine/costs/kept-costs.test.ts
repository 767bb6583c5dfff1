import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { costsPath, environment } from "../../../src/config.ts";
import { keepCosts, keptCosts } from "../../../src/engine/costs/kept-costs.ts";
import { shippedCosts } from "../../../src/engine/costs/shipped-costs.ts";
import {
	type TemporaryDirectory,
	temporaryDirectory,
} from "../../helpers/temporary-directory.ts";

const before = process.env[environment.cache];
let directory: TemporaryDirectory;

beforeEach(() => {
	directory = temporaryDirectory();
	process.env[environment.cache] = directory.file("cache");
});
afterEach(() => {
	if (before === undefined) delete process.env[environment.cache];
	else process.env[environment.cache] = before;
	directory[Symbol.dispose]();
});

const measured = {
	...shippedCosts(),
	flat: { ...shippedCosts().flat, term: 0.5 },
};

describe("keptCosts()", () => {
	test("are those shipped before anything was measured", () => {
		expect(keptCosts()).toEqual(shippedCosts());
	});

	test("are what was measured here", () => {
		keepCosts(measured);
		expect(keptCosts()).toEqual(measured);
		expect(readdirSync(directory.file("cache"))).toEqual(["costs.json"]);
	});

	const spoilt: [string, (kept: Record<string, unknown>) => unknown][] = [
		["of another version", (kept) => ({ ...kept, version: "0.0.0" })],
		["of another machine", (kept) => ({ ...kept, processor: "Z80" })],
		["without a kernel", (kept) => ({ ...kept, costs: { flat: {} } })],
		[
			"with a cost below 0",
			(kept) => ({
				...kept,
				costs: { ...measured, flat: { ...measured.flat, row: -1 } },
			}),
		],
		["that are no object", () => 7],
	];
	test.each(spoilt)("are those shipped instead of ones %s", (_, spoil) => {
		keepCosts(measured);
		const kept = JSON.parse(readFileSync(costsPath(), "utf8"));
		writeFileSync(costsPath(), JSON.stringify(spoil(kept)));
		expect(keptCosts()).toEqual(shippedCosts());
	});

	test("are those shipped where the file is damaged", () => {
		keepCosts(measured);
		writeFileSync(costsPath(), "{");
		expect(keptCosts()).toEqual(shippedCosts());
	});
});
