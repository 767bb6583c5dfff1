import { expect, test } from "bun:test";
import { checkRadiusOptions } from "../../../src/engine/radius/radius-options.ts";

test.each([
	[{ radius: -1 }, "within radius -1: expected a finite number of at least 0"],
	[{ radius: Number.NaN }, "expected a finite number"],
	[{ radius: 1, k: 3 }, "Cannot use k with radius"],
	[{ radius: 1, measureRecall: true }, "Cannot use measureRecall with radius"],
	[{ radius: 1, index: "flat" }, 'Cannot use index "flat" with radius'],
	[{ radius: 1, index: "ivf" }, 'Cannot use index "ivf" with radius'],
	[{ radius: 1, engine: "faiss-node" }, 'Cannot use engine "faiss-node"'],
] as const)("checkRadiusOptions() refuses %j", (options, text) => {
	expect(() => checkRadiusOptions(options)).toThrow(RangeError);
	expect(() => checkRadiusOptions(options)).toThrow(text);
});

test("checkRadiusOptions() takes any product as the radius of ip", () => {
	expect(checkRadiusOptions({ radius: -2, metric: "ip" }).radius).toBe(-2);
	expect(checkRadiusOptions({ radius: 0 }).radius).toBe(0);
});
