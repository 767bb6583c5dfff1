import { describe, expect, test } from "bun:test";
import { ProtocolError } from "../../src/errors.ts";
import { checkRequest, requestId } from "../../src/protocol/check-request.ts";

const many = { id: 1, op: "get_many", keys: ["a"] };
const create = { id: 1, op: "create", kind: "table", bytes: 1 };

test.each([
	[{ id: 0, op: "usage" }],
	[create],
	[{ ...create, key: "a", replace: true, unknown: 1 }],
	[{ id: 1, op: "get", key: "k", version: 3 }],
	[{ id: 1, op: "list", glob: "a*", after: "", limit: 1 }],
	[{ id: 1, op: "get_many", keys: manyKeys(1000), wait_ms: 2 ** 31 - 1 }],
	[{ id: 1, op: "watch" }],
])("checkRequest() gives %j back", (message) => {
	expect(checkRequest(message) as unknown).toBe(message);
});

describe("checkRequest() names field, expectation and value", () => {
	test.each([
		[null, "request", "null"],
		[[], "request", "[]"],
		["usage", "request", '"usage"'],
		[{ op: "usage" }, "id", "nothing"],
		[{ id: -1, op: "usage" }, "id", "-1"],
		[{ id: 1.5, op: "usage" }, "id", "1.5"],
		[{ id: "1", op: "usage" }, "id", '"1"'],
		[{ id: 2 ** 53, op: "usage" }, "id", "9007199254740992"],
		[{ id: 1 }, "op", "nothing"],
		[{ id: 1, op: "toString" }, "op", '"toString"'],
		[{ id: 1, op: "__proto__" }, "op", '"__proto__"'],
		[{ ...create, bytes: 0 }, "create.bytes", "0"],
		[{ ...create, bytes: -5 }, "create.bytes", "-5"],
		[{ ...create, bytes: 0.5 }, "create.bytes", "0.5"],
		[{ ...create, bytes: "1" }, "create.bytes", '"1"'],
		[{ ...create, bytes: undefined }, "create.bytes", "nothing"],
		[{ ...create, kind: "tree" }, "create.kind", '"tree"'],
		[{ ...create, key: "../x" }, "create.key", '"../x"'],
		[{ ...create, key: "" }, "create.key", '""'],
		[{ ...create, key: null }, "create.key", "null"],
		[{ ...create, replace: "yes" }, "create.replace", '"yes"'],
		[{ id: 1, op: "get" }, "get.key", "nothing"],
		[{ id: 1, op: "get", key: "a", version: 0 }, "get.version", "0"],
		[{ id: 1, op: "release", lease: null }, "release.lease", "null"],
		[{ id: 1, op: "list", limit: 0 }, "list.limit", "0"],
		[{ id: 1, op: "seal", segment: 7 }, "seal.segment", "7"],
		[{ id: 1, op: "watch", pattern: null }, "watch.pattern", "null"],
		[{ id: 1, op: "unwatch", watch: 0 }, "unwatch.watch", "0"],
		[{ id: 1, op: "cancel" }, "cancel.request", "nothing"],
		[{ ...many, keys: "a" }, "get_many.keys", '"a"'],
		[{ ...many, keys: [] }, "get_many.keys", "[]"],
		[{ ...many, keys: ["a", "a"] }, "get_many.keys", '["a","a"]'],
		[{ ...many, keys: ["a", "*"] }, "get_many.keys", '["a","*"]'],
		[{ ...many, wait_ms: -1 }, "get_many.wait_ms", "-1"],
		[{ ...many, wait_ms: 2 ** 31 }, "get_many.wait_ms", "2147483648"],
	])("%j: %s", (message, field, given) => {
		const error = thrownBy(() => checkRequest(message));
		expect(error).toBeInstanceOf(ProtocolError);
		expect((error as ProtocolError).details).toMatchObject({ field, given });
		expect((error as ProtocolError).message).toContain(
			`Cannot accept ${field}: expected `,
		);
	});
});

test.each([
	[{ id: 7 }, 7],
	[{ id: -7 }, null],
	[{ id: "7" }, null],
	[{}, null],
	[[7], null],
	[null, null],
])("requestId() of %j is %p", (message, id) => {
	expect(requestId(message)).toBe(id);
});

test("checkRequest() refuses more keys than there may be at once", () => {
	const message = { ...many, keys: manyKeys(1001) };
	expect(() => checkRequest(message)).toThrow("1 to 1000 keys");
});

function manyKeys(count: number): string[] {
	return Array.from({ length: count }, (_, at) => `k${at}`);
}

function thrownBy(action: () => unknown): unknown {
	try {
		action();
	} catch (error) {
		return error;
	}
	return undefined;
}
