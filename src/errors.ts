/**
 * The error family. A class says what the caller can do about it, a literal
 * `code` says what happened. The same codes travel the wire, give the command
 * line its one line, and reach Python as exceptions of the same names.
 */

/** Every code, by the name of the class that carries it. */
export const errorCodes = {
	ConnectionError: [
		"no_daemon",
		"connection_lost",
		"version_mismatch",
		"forbidden",
	],
	NotFoundError: ["not_found"],
	ExistsError: ["exists"],
	OutOfMemoryError: ["out_of_memory"],
	LimitError: [
		"too_many_keys",
		"too_many_connections",
		"message_too_large",
		"too_many_columns",
	],
	InvalidTableError: ["invalid_table", "invalid_index", "still_open"],
	InvalidQueryError: [
		"invalid_column",
		"invalid_dimension",
		"invalid_rows",
		"invalid_k",
		"invalid_query",
	],
	CancelledError: ["cancelled"],
	TimeoutError: ["timeout"],
	FileError: ["unreadable", "unsupported_format", "disk_full"],
	ProtocolError: ["protocol"],
	NativeError: ["native"],
} as const;

export type ErrorName = keyof typeof errorCodes;
type CodeOf<N extends ErrorName> = (typeof errorCodes)[N][number];
export type ErrorCode = CodeOf<ErrorName>;

/** Facts beside the message, plain JSON: sizes, names, limits. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

export interface ErrorContext {
	readonly details?: ErrorDetails;
	readonly cause?: unknown;
}

/**
 * What everything of ours throws for a condition that a caller can handle.
 * Misuse (a wrong type, a number out of range) is `TypeError` or `RangeError`.
 */
export abstract class ShelfError<
	C extends ErrorCode = ErrorCode,
> extends Error {
	readonly code: C;
	readonly details: ErrorDetails;

	constructor(code: C, message: string, context: ErrorContext = {}) {
		super(message, "cause" in context ? { cause: context.cause } : undefined);
		this.code = code;
		this.details = context.details ?? {};
	}
}

// Names are written out: a minified executable renames the classes themselves.

/** No daemon to talk to, or not one that will talk to us. */
export class ConnectionError extends ShelfError<CodeOf<"ConnectionError">> {
	override readonly name = "ConnectionError";
}

/** Nothing is on the shelf under that key. */
export class NotFoundError extends ShelfError<CodeOf<"NotFoundError">> {
	override readonly name = "NotFoundError";
}

/** The key is taken, and replacing was not asked for. */
export class ExistsError extends ShelfError<CodeOf<"ExistsError">> {
	override readonly name = "ExistsError";
}

/** The shelf has no room. Details: `needed`, `free`, `capacity`, `holders`. */
export class OutOfMemoryError extends ShelfError<CodeOf<"OutOfMemoryError">> {
	override readonly name = "OutOfMemoryError";
}

/** A fixed limit was reached. Details: `limit`, `given`. */
export class LimitError extends ShelfError<CodeOf<"LimitError">> {
	override readonly name = "LimitError";
}

/** The bytes are not what they should be. Details: `offset` where known. */
export class InvalidTableError extends ShelfError<CodeOf<"InvalidTableError">> {
	override readonly name = "InvalidTableError";
}

/** The table is sound, but the question does not fit it. */
export class InvalidQueryError extends ShelfError<CodeOf<"InvalidQueryError">> {
	override readonly name = "InvalidQueryError";
}

/** The caller's AbortSignal, or Ctrl-C, ended the call. */
export class CancelledError extends ShelfError<CodeOf<"CancelledError">> {
	override readonly name = "CancelledError";
}

/** The caller's time limit ended the call. */
export class TimeoutError extends ShelfError<CodeOf<"TimeoutError">> {
	override readonly name = "TimeoutError";
}

/** A file cannot be read or written. Details: `path`. */
export class FileError extends ShelfError<CodeOf<"FileError">> {
	override readonly name = "FileError";
}

/** The other side of the socket does not keep to the protocol. */
export class ProtocolError extends ShelfError<CodeOf<"ProtocolError">> {
	override readonly name = "ProtocolError";
}

/** The native library cannot be loaded, or failed. */
export class NativeError extends ShelfError<CodeOf<"NativeError">> {
	override readonly name = "NativeError";
}

type ErrorClass = new (
	code: never,
	message: string,
	context?: ErrorContext,
) => ShelfError;

const classes: Record<ErrorName, ErrorClass> = {
	ConnectionError,
	NotFoundError,
	ExistsError,
	OutOfMemoryError,
	LimitError,
	InvalidTableError,
	InvalidQueryError,
	CancelledError,
	TimeoutError,
	FileError,
	ProtocolError,
	NativeError,
};

const classByCode = new Map<string, ErrorClass>(
	Object.entries(errorCodes).flatMap(([name, codes]) =>
		codes.map((code) => [code, classes[name as ErrorName]] as const),
	),
);

/**
 * What a call throws whose caller has given up: the signal's own reason where
 * that says so already, as Ctrl-C's does; any other is the cause.
 * @param what the call, for the message: "put", "search"
 */
export function cancelledBy(
	{ reason }: AbortSignal,
	what: string,
): CancelledError {
	if (reason instanceof CancelledError) return reason;
	const message = `The ${what} was cancelled`;
	return new CancelledError("cancelled", message, { cause: reason });
}

/** An error as it travels: one JSON object. */
export interface ErrorMessage {
	readonly code: string;
	readonly message: string;
	readonly details?: ErrorDetails;
}

/** The error of the class that `message.code` belongs to; a code that this
 * version does not know becomes a `ProtocolError` that names it. */
export function errorFromMessage(message: ErrorMessage): ShelfError {
	const { code, details } = message;
	const Class = classByCode.get(code);
	if (Class === undefined) {
		return new ProtocolError("protocol", `${message.message} (${code})`);
	}
	return new Class(
		code as never,
		message.message,
		details === undefined ? {} : { details },
	);
}

/** What of `error` is sent to the other side. */
export function messageFromError(error: ShelfError): ErrorMessage {
	const { code, message, details } = error;
	return Object.keys(details).length === 0
		? { code, message }
		: { code, message, details };
}
