import { checkKey } from "../config.ts";
import type { RequestOf } from "../protocol/messages.ts";
import { throwIfCancelled } from "./cancellation.ts";
import {
	checkObjectOptions,
	type ObjectOptions,
	objectFields,
} from "./object-options.ts";

/** How far a put is, in bytes. */
export interface PutProgress {
	readonly done: number;
	/** Of an async iterable: what has come so far. */
	readonly total: number;
}

export interface PutOptions extends ObjectOptions {
	/** The name; without one the daemon makes a short random key. */
	readonly key?: string | undefined;
	/** Publish a new version where the key is taken, instead of `exists`. */
	readonly replace?: boolean | undefined;
	/** Ends the put and gives its memory back. */
	readonly signal?: AbortSignal | undefined;
	readonly onProgress?: ((progress: PutProgress) => void) | undefined;
}

/**
 * Refuses options that cannot be meant, before anything is reserved.
 * @throws {RangeError} for a key that cannot name an object, a ttl or metadata
 * out of range
 * @throws {TypeError} for an option of another kind
 * @throws {CancelledError} when the signal is aborted already
 */
export function checkPutOptions(options: PutOptions): void {
	if (options.key !== undefined) checkKey(options.key);
	// Null means something for touch only.
	if (options.ttlMs === null) {
		throw new TypeError(
			"Cannot use ttlMs: expected a number of milliseconds, or nothing for ever, got null",
		);
	}
	checkObjectOptions(options);
	throwIfCancelled(options.signal, "put");
}

/** The fields of `create` that these options ask for. */
export function namedBy(
	options: PutOptions,
): Omit<RequestOf<"create">, "kind" | "bytes"> {
	return {
		...(options.key === undefined ? {} : { key: options.key }),
		...(options.replace === undefined ? {} : { replace: options.replace }),
		...objectFields(options),
	};
}
