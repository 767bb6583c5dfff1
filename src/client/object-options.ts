import { limits } from "../config.ts";
import type { RequestOf } from "../protocol/messages.ts";

/** What may be asked for an object on the shelf beside its bytes. */
export interface ObjectOptions {
	/** Milliseconds until it goes by itself, counted from when it is on the
	 * shelf; at most ten years. Never by default. */
	readonly ttlMs?: number | undefined;
	/** It stays in memory where a daemon makes room for others (`evict`,
	 * `spill`). Does not keep it beyond its `ttlMs`. */
	readonly pin?: boolean | undefined;
	/** Texts by name, for whoever asks with `stat`; at most 16 KiB as JSON. */
	readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** The same of one that is there: `ttlMs` counts from now, null is for ever. */
export interface TouchOptions extends Omit<ObjectOptions, "ttlMs"> {
	readonly ttlMs?: number | null | undefined;
}

/**
 * Refuses what cannot be asked for an object.
 * @throws {TypeError} a value of another kind
 * @throws {RangeError} a number out of range, or too much metadata
 */
export function checkObjectOptions(options: TouchOptions): void {
	const { ttlMs, pin, metadata } = options;
	if (ttlMs !== undefined && ttlMs !== null) checkTtl(ttlMs);
	if (pin !== undefined && typeof pin !== "boolean") {
		throw new TypeError(`Cannot use pin: expected true or false, ${got(pin)}`);
	}
	if (metadata !== undefined) checkMetadata(metadata);
}

/** The fields of `create` or `touch` that these options ask for. */
export function objectFields<T extends number | null>({
	ttlMs,
	pin,
	metadata,
}: Pick<ObjectOptions, "pin" | "metadata"> & {
	readonly ttlMs?: T | undefined;
}): Pick<RequestOf<"touch">, "pin" | "metadata"> & { ttl_ms?: T } {
	return {
		...(ttlMs === undefined ? {} : { ttl_ms: ttlMs }),
		...(pin === undefined ? {} : { pin }),
		...(metadata === undefined ? {} : { metadata }),
	};
}

function checkTtl(ttlMs: unknown): void {
	const expected = `Cannot use ttlMs: expected a whole number of milliseconds from 1 to ${limits.ttlMs}`;
	if (typeof ttlMs !== "number") {
		throw new TypeError(`${expected}, ${got(ttlMs)}`);
	}
	if (!Number.isInteger(ttlMs) || ttlMs < 1 || ttlMs > limits.ttlMs) {
		throw new RangeError(`${expected}, got ${ttlMs}`);
	}
}

function checkMetadata(metadata: unknown): void {
	if (!isPlainObject(metadata)) {
		throw new TypeError(
			`Cannot use metadata: expected an object of texts by name, ${got(metadata)}`,
		);
	}
	for (const [name, value] of Object.entries(metadata)) {
		if (typeof value === "string") continue;
		throw new TypeError(
			`Cannot use metadata ${JSON.stringify(name)}: expected a text, ${got(value)}`,
		);
	}
	const bytes = Buffer.byteLength(JSON.stringify(metadata));
	if (bytes > limits.metadataBytes) {
		throw new RangeError(
			`Cannot use metadata: expected at most ${limits.metadataBytes} bytes as JSON, got ${bytes}`,
		);
	}
}

/** A Map, for example, would become an empty object on its way. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
	if (typeof value !== "object" || value === null) return false;
	const prototype = Object.getPrototypeOf(value);
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function got(value: unknown): string {
	if (typeof value === "string") return `got ${JSON.stringify(value)}`;
	if (Array.isArray(value)) return "got an array";
	const isObject = typeof value === "object" && value !== null;
	return isObject ? "got an object" : `got ${String(value)}`;
}
