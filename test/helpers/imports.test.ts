import { expect, test } from "bun:test";
import { importsOf } from "./imports.ts";

test.each([
	['import { a } from "../config.ts";', "static", "src/config.ts"],
	['import {\n\ta,\n\ttype B,\n} from "./b.ts";', "static", "src/os/b.ts"],
	['import "./b.ts";', "static", "src/os/b.ts"],
	['import a, { b } from "flatbuffers";', "static", "flatbuffers"],
	['import * as a from "node:fs";', "static", "node:fs"],
	['export * from "../errors.ts";', "static", "src/errors.ts"],
	['export { a } from "./b.ts";', "static", "src/os/b.ts"],
	['import type { A } from "./b.ts";', "type", "src/os/b.ts"],
	['import { type A, type B } from "./b.ts";', "type", "src/os/b.ts"],
	['export type { A } from "./b.ts";', "type", "src/os/b.ts"],
	['const a = await import("./b.ts");', "dynamic", "src/os/b.ts"],
	['const { a } = require("./b.ts");', "dynamic", "src/os/b.ts"],
	['type A = typeof import("./b.ts");', "dynamic", "src/os/b.ts"],
] as const)("importsOf() sees %j", (text, kind, target) => {
	expect(importsOf("src/os/a.ts", text)).toEqual([{ kind, target }]);
});

test("importsOf() leaves the examples of docstrings alone", () => {
	const text = '/**\n * import { connect } from "arrowshelf";\n */\n';
	expect(importsOf("src/a.ts", text)).toEqual([]);
});
