import { ProtocolError } from "../errors.ts";
import { type Field, requestFields, requestIdRule } from "./fields.ts";
import type { RequestMessage } from "./messages.ts";

/** Each operation's fields as a list: every request walks one. */
const fieldsOf: ReadonlyMap<string, readonly [string, Field][]> = new Map(
	Object.entries(requestFields).map(([op, fields]) => [
		op,
		Object.entries<Field>(fields),
	]),
);

/**
 * Refuses what is no request: not an object, an operation that there is not,
 * a field that is missing or of the wrong kind. Fields that are not known are
 * left alone.
 *
 * @returns the same value
 * @throws {ProtocolError} with the field, what was expected and what came
 */
export function checkRequest(message: unknown): RequestMessage {
	if (!isObject(message)) {
		throw wrong("request", "a JSON object", message);
	}
	if (!requestIdRule.accepts(message.id)) {
		throw wrong("id", requestIdRule.expected, message.id);
	}
	const op = message.op;
	if (typeof op !== "string" || !fieldsOf.has(op)) {
		const known = [...fieldsOf.keys()].join(", ");
		throw wrong("op", `one of ${known}`, op);
	}
	for (const [name, field] of fieldsOf.get(op) ?? []) {
		const value = message[name];
		if (value === undefined && field.optional) continue;
		if (!field.accepts(value)) {
			throw wrong(`${op}.${name}`, field.expected, value);
		}
	}
	return message as unknown as RequestMessage;
}

/** The number that an answer to `message` carries; null where there is none. */
export function requestId(message: unknown): number | null {
	const id = isObject(message) ? message.id : undefined;
	return requestIdRule.accepts(id) ? (id as number) : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(field: string, expected: string, given: unknown): ProtocolError {
	const shown = given === undefined ? "nothing" : excerptOf(given);
	return new ProtocolError(
		"protocol",
		`Cannot accept ${field}: expected ${expected}, got ${shown}`,
		{ details: { field, expected, given: shown } },
	);
}

function excerptOf(value: unknown): string {
	const text = JSON.stringify(value);
	return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
