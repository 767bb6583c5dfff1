import { expect, test } from "bun:test";
import {
	checkIndexFile,
	indexHeadBytes,
} from "../../src/daemon/check-index.ts";
import { indexFile, treeFile } from "../helpers/index-file.ts";

/** As the daemon does: it looks at the file's beginning. */
const check = (file: Uint8Array) =>
	checkIndexFile(file.subarray(0, indexHeadBytes), file.byteLength);

test.each(["IxF2", "IwFl", "IHNf", "IxPT"])(
	"checkIndexFile() takes the header of %s",
	(fourcc) => {
		expect(check(indexFile({ fourcc }))).toBeUndefined();
	},
);

test.each([
	["too short", indexFile({}).subarray(0, 36), 0],
	["empty", new Uint8Array(0), 0],
	["an Arrow file", new TextEncoder().encode("ARROW1".padEnd(64, "\0")), 0],
	["dimension 0", indexFile({ dimension: 0 }), 4],
	["a negative count", indexFile({ vectorCount: -1n }), 8],
	["is trained 7", indexFile({ trained: 7 }), 32],
])("checkIndexFile() refuses %s", (_, bytes, offset) => {
	expect(() => check(bytes)).toThrow(
		expect.objectContaining({ code: "invalid_index", details: { offset } }),
	);
});

test("checkIndexFile() takes the header of an exact tree", () => {
	expect(check(treeFile())).toBeUndefined();
	expect(check(treeFile([12, 3], [20, 8]))).toBeUndefined();
});

test.each([
	["cut in its header", treeFile().subarray(0, 63), 0],
	["of another version", treeFile([8, 3]), 8],
	["of metric ip", treeFile([12, 1]), 12],
	["of dimension 0", treeFile([16, 0]), 16],
	["of dimension 17", treeFile([16, 17]), 16],
	["of coordinates of 2 bytes", treeFile([20, 2]), 20],
	["of other leaves", treeFile([24, 64]), 24],
	["told in 4 bytes", treeFile([28, 4]), 28],
	["without points", treeFile([32, 0]), 32],
	["of 2^33 points", treeFile([36, 2]), 32],
	["of too few leaves", treeFile([40, 1]), 40],
	["that is cut", treeFile([48, 5000]), 48],
])("checkIndexFile() refuses a tree %s", (_, bytes, offset) => {
	expect(() => check(bytes)).toThrow(
		expect.objectContaining({ code: "invalid_index", details: { offset } }),
	);
});
