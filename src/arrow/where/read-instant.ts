const form =
	/^(?:(\d{4})-(\d\d)-(\d\d))?(?:[T ]?(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** What a text says: a day, a time of day, or both. */
export interface Instant {
	/** Nanoseconds since 1970-01-01T00:00:00 UTC, or since midnight. */
	readonly nanoseconds: bigint;
	readonly hasDay: boolean;
	readonly hasTime: boolean;
}

/**
 * Reads a day, a time or both as ISO 8601 writes them: "2024-05-01",
 * "2024-05-01T12:30", "2024-05-01 12:30:00.25+02:00", "12:30:00". Without an
 * offset it is UTC.
 * @returns null for anything else, such as a 30th of February
 */
export function readInstant(text: string): Instant | null {
	const parts = form.exec(text);
	const [, year, month, day, hour, minute, second = "0", fraction, offset] =
		parts ?? [];
	const hasDay = year !== undefined;
	const hasTime = hour !== undefined;
	if (!hasDay && (!hasTime || offset !== undefined)) return null;
	const days = hasDay ? daysOf(Number(year), Number(month), Number(day)) : 0;
	const [h, m, s] = [Number(hour ?? 0), Number(minute ?? 0), Number(second)];
	if (days === null || h > 23 || m > 59 || s > 59) return null;
	const minutes = h * 60 + m - offsetMinutes(offset);
	const seconds = days * 86_400 + minutes * 60 + s;
	const nanoseconds =
		BigInt(seconds) * 1_000_000_000n + BigInt((fraction ?? "").padEnd(9, "0"));
	return { nanoseconds, hasDay, hasTime };
}

/** Days since 1970-01-01; null: there is no such day. */
function daysOf(year: number, month: number, day: number): number | null {
	const date = new Date(0);
	date.setUTCFullYear(year, month - 1, day);
	const isThere = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
	return isThere ? date.getTime() / 86_400_000 : null;
}

function offsetMinutes(offset: string | undefined): number {
	if (offset === undefined || offset === "Z") return 0;
	const [hours, minutes] = [offset.slice(1, 3), offset.slice(-2)];
	const size = Number(hours) * 60 + Number(minutes);
	return offset.startsWith("-") ? -size : size;
}
