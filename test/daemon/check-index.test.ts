import { expect, test } from "bun:test";
import { checkIndexFile } from "../../src/daemon/check-index.ts";
import { indexFile } from "../helpers/index-file.ts";

test.each(["IxF2", "IwFl", "IHNf", "IxPT"])(
	"checkIndexFile() takes the header of %s",
	(fourcc) => {
		expect(checkIndexFile(indexFile({ fourcc }))).toBeUndefined();
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
	expect(() => checkIndexFile(bytes)).toThrow(
		expect.objectContaining({ code: "invalid_index", details: { offset } }),
	);
});
