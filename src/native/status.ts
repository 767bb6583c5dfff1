import {
	CancelledError,
	InvalidTableError,
	NativeError,
	OutOfMemoryError,
} from "../errors.ts";
import { loadNative } from "./library.ts";

/** as_status of native/include/arrowshelf.h. */
const nativeStatus = {
	ok: 0,
	invalidArgument: 1,
	outOfMemory: 2,
	notTrained: 3,
	io: 4,
	unsupported: 5,
	internal: 6,
	stopped: 7,
} as const;

/**
 * Throws what a status other than ok stands for.
 * @param action what was tried, for the message: "train the index"
 * @throws {RangeError} an argument outside its range: a mistake of the caller
 * @throws {OutOfMemoryError} `out_of_memory`
 * @throws {InvalidTableError} `invalid_index` for a file that is no index
 * @throws {CancelledError} `cancelled`: what `watchStop` watches was set
 * @throws {NativeError} `native` for the rest
 */
export function checkStatus(status: number, action: string): void {
	if (status !== nativeStatus.ok) throw failure(status, action);
}

/** The same for reading a file, which may also be of a kind that is not read:
 * that is `invalid_index`, too. */
export function checkFileStatus(status: number, action: string): void {
	const isFile = status === nativeStatus.unsupported;
	checkStatus(isFile ? nativeStatus.io : status, action);
}

function failure(status: number, action: string): Error {
	const message = `Cannot ${action}: ${loadNative().as_last_error()}`;
	switch (status) {
		case nativeStatus.invalidArgument:
			return new RangeError(message);
		case nativeStatus.outOfMemory:
			return new OutOfMemoryError("out_of_memory", message);
		case nativeStatus.io:
			return new InvalidTableError("invalid_index", message);
		case nativeStatus.stopped:
			return new CancelledError("cancelled", message);
		default:
			return new NativeError("native", message, { details: { status } });
	}
}
