import { describe, expect, test } from "bun:test";
import {
	checkObjectOptions,
	objectFields,
} from "../../src/client/object-options.ts";
import { checkPutOptions } from "../../src/client/put-options.ts";
import { limits } from "../../src/config.ts";

const large = "é".repeat(limits.metadataBytes / 2);

describe("checkObjectOptions()", () => {
	test.each([
		[{}],
		[{ ttlMs: 1, pin: false, metadata: {} }],
		[{ ttlMs: limits.ttlMs }],
		[{ ttlMs: null }],
		[{ metadata: { "a name": "", other: "ü" } }],
		[{ metadata: Object.assign(Object.create(null), { a: "b" }) }],
	])("takes %p", (options) => {
		checkObjectOptions(options);
	});

	test.each([
		[{ ttlMs: 0 }, RangeError, "from 1 to"],
		[{ ttlMs: -5 }, RangeError, "got -5"],
		[{ ttlMs: 1.5 }, RangeError, "a whole number of milliseconds"],
		[{ ttlMs: Number.NaN }, RangeError, "got NaN"],
		[{ ttlMs: Number.POSITIVE_INFINITY }, RangeError, "got Infinity"],
		[{ ttlMs: limits.ttlMs + 1 }, RangeError, `${limits.ttlMs}`],
		[{ ttlMs: "1h" }, TypeError, 'got "1h"'],
		[{ ttlMs: 5n }, TypeError, "got 5"],
		[{ pin: "yes" }, TypeError, 'expected true or false, got "yes"'],
		[{ pin: null }, TypeError, "got null"],
		[{ metadata: null }, TypeError, "an object of texts by name, got null"],
		[{ metadata: ["a"] }, TypeError, "got an array"],
		[{ metadata: new Map([["a", "b"]]) }, TypeError, "got an object"],
		[{ metadata: "a=b" }, TypeError, 'got "a=b"'],
		[{ metadata: { a: 5 } }, TypeError, 'metadata "a": expected a text, got 5'],
		[{ metadata: { a: new Date() } }, TypeError, "got an object"],
		[{ metadata: { a: undefined } }, TypeError, "got undefined"],
		[{ metadata: { a: large } }, RangeError, "at most 16384 bytes as JSON"],
	])("refuses %p", (options, ErrorType, message) => {
		const check = () => checkObjectOptions(options as never);
		expect(check).toThrow(ErrorType);
		expect(check).toThrow(message);
		expect(() => checkPutOptions(options as never)).toThrow(ErrorType);
	});
});

test("checkPutOptions() refuses the null of touch", () => {
	const check = () => checkPutOptions({ ttlMs: null as never });
	expect(check).toThrow(TypeError);
	expect(check).toThrow("got null");
});

test("objectFields() has what is given, null and false too", () => {
	expect(objectFields({})).toEqual({});
	expect(objectFields({ ttlMs: null, pin: false, metadata: {} })).toEqual({
		ttl_ms: null,
		pin: false,
		metadata: {},
	});
});
