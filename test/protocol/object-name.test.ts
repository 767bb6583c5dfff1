import { expect, test } from "bun:test";
import { objectName, parseObjectName } from "../../src/protocol/object-name.ts";

test.each([
	[{ key: "points", version: 1, kind: "table" }, "points@1.arrow"],
	[{ key: "a.b:c-d_e", version: 42, kind: "index" }, "a.b:c-d_e@42.faiss"],
	[{ key: "0", version: 2, kind: "table" }, "0@2.arrow"],
	[{ key: "a", version: 4, kind: "index", isTree: true }, "a@4.tree"],
] as const)("objectName(%j) is %s, and back", (name, file) => {
	expect(objectName(name)).toBe(file);
	expect(parseObjectName(file)).toEqual(name);
});

test.each([
	"points.arrow",
	"points@.arrow",
	"points@0.arrow",
	"points@01.arrow",
	"points@-1.arrow",
	"points@1.parquet",
	"points@1.arrow.tmp",
	".points@1.arrow",
	"a@1@2.arrow",
	"points@99999999999999999.arrow",
	`${"k".repeat(201)}@1.arrow`,
	"",
])("parseObjectName(%j) is undefined", (file) => {
	expect(parseObjectName(file)).toBeUndefined();
});
