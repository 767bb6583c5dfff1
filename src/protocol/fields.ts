/** Each operation's request fields, as data: what is expected of a value. */
import { isKey, limits } from "../config.ts";
import type { OperationName, RequestOf } from "./messages.ts";

/** What a field's value must be. */
export interface FieldRule {
	/** Completes "expected ...". */
	readonly expected: string;
	accepts(value: unknown): boolean;
}

/** A rule, and whether a request may leave the field out. */
export interface Field extends FieldRule {
	readonly optional: boolean;
}

const key: FieldRule = {
	expected:
		"a key: 1 to 200 of A-Z a-z 0-9 . _ : - starting with a letter or digit",
	accepts: (value) => typeof value === "string" && isKey(value),
};

const positive: FieldRule = {
	expected: "a whole number above 0",
	accepts: (value) => Number.isSafeInteger(value) && (value as number) > 0,
};

const whole: FieldRule = {
	expected: "a whole number of 0 or more",
	accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};

const keys: FieldRule = {
	expected: `1 to ${limits.keysAtOnce} keys, none of them twice`,
	accepts: (value) =>
		Array.isArray(value) &&
		value.length > 0 &&
		value.length <= limits.keysAtOnce &&
		value.every(key.accepts) &&
		new Set(value).size === value.length,
};

const wait: FieldRule = {
	expected: `a whole number from 0 to ${limits.waitMs}`,
	accepts: (value) => whole.accepts(value) && Number(value) <= limits.waitMs,
};

const flag: FieldRule = {
	expected: "true or false",
	accepts: (value) => typeof value === "boolean",
};

const lifetime: FieldRule = {
	expected: `a whole number from 1 to ${limits.ttlMs}`,
	accepts: (value) => positive.accepts(value) && Number(value) <= limits.ttlMs,
};

const lifetimeOrNone: FieldRule = {
	expected: `${lifetime.expected}, or null`,
	accepts: (value) => value === null || lifetime.accepts(value),
};

const metadata: FieldRule = {
	expected: `an object of strings, at most ${limits.metadataBytes} bytes of JSON`,
	accepts: (value) =>
		typeof value === "object" &&
		value !== null &&
		!Array.isArray(value) &&
		Object.values(value).every((text) => typeof text === "string") &&
		Buffer.byteLength(JSON.stringify(value)) <= limits.metadataBytes,
};

const kind: FieldRule = {
	expected: '"table" or "index"',
	accepts: (value) => value === "table" || value === "index",
};

const text: FieldRule = {
	expected: "a string of at most 200 characters",
	accepts: (value) => typeof value === "string" && value.length <= 200,
};

const pageLimit: FieldRule = {
	expected: `a whole number from 1 to ${limits.keys}`,
	accepts: (value) => positive.accepts(value) && Number(value) <= limits.keys,
};

function required(rule: FieldRule): Field {
	return { ...rule, optional: false };
}

function optional(rule: FieldRule): Field {
	return { ...rule, optional: true };
}

/** The number that every request carries. */
export const requestIdRule: FieldRule = whole;

/** Each operation's fields beside `id` and `op`. */
export const requestFields: {
	readonly [O in OperationName]: {
		readonly [F in keyof RequestOf<O>]-?: Field;
	};
} = {
	hello: {
		protocol: required(whole),
		client: required(text),
		pid: required(whole),
	},
	create: {
		key: optional(key),
		kind: required(kind),
		bytes: required(positive),
		least: optional(positive),
		replace: optional(flag),
		ttl_ms: optional(lifetime),
		pin: optional(flag),
		metadata: optional(metadata),
	},
	extend: {
		segment: required(text),
		bytes: required(positive),
		least: optional(positive),
	},
	seal: { segment: required(text), bytes: optional(positive) },
	abort: { segment: required(text) },
	get: { key: required(key), version: optional(positive) },
	get_many: { keys: required(keys), wait_ms: optional(wait) },
	cancel: { request: required(whole) },
	release: { lease: required(positive), keep: optional(flag) },
	touch: {
		key: required(key),
		ttl_ms: optional(lifetimeOrNone),
		pin: optional(flag),
		metadata: optional(metadata),
	},
	list: {
		glob: optional(text),
		after: optional(text),
		limit: optional(pageLimit),
	},
	stat: { key: required(key) },
	delete: { key: required(key) },
	delete_all: {},
	watch: { pattern: optional(text) },
	unwatch: { watch: required(positive) },
	usage: {},
	health: {},
	shutdown: {},
};
