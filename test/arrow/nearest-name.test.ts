import { expect, test } from "bun:test";
import { nearestName } from "../../src/arrow/nearest-name.ts";

test.each([
	["lattitude", ["longitude", "latitude"], "latitude"],
	["X", ["x", "y"], "x"],
	["pirce", ["price", "size"], "price"],
	["volume", ["x", "y"], null],
	["x", [], null],
])("nearestName(%p) among %p is %p", (name, names, nearest) => {
	expect(nearestName(name, names)).toBe(nearest);
});
