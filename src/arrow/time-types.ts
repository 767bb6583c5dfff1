import { Date as FlatDate } from "apache-arrow/fb/date";
import { DateUnit } from "apache-arrow/fb/date-unit";
import { Duration } from "apache-arrow/fb/duration";
import type { Field } from "apache-arrow/fb/field";
import { Interval } from "apache-arrow/fb/interval";
import { Time } from "apache-arrow/fb/time";
import { Timestamp } from "apache-arrow/fb/timestamp";
import { Type } from "apache-arrow/fb/type";
import { fixedType, type TypeReader, typeParameters } from "./type-reader.ts";

const timeUnits = ["s", "ms", "us", "ns"];
/** Months; days and milliseconds; months, days and nanoseconds. */
const intervalBits = [32, 64, 128];

/** How the types of dates, times and durations are read. */
export const timeTypes: readonly (readonly [Type, TypeReader])[] = [
	[Type.Date, { children: 0, read: readDate }],
	[Type.Time, { children: 0, read: readTime }],
	[Type.Timestamp, { children: 0, read: readTimestamp }],
	[Type.Interval, { children: 0, read: readInterval }],
	[Type.Duration, { children: 0, read: readDuration }],
];

function readDate(field: Field) {
	const unit = typeParameters(field, new FlatDate())?.unit();
	if (unit === undefined) return undefined;
	return unit === DateUnit.DAY
		? fixedType("date32", 32)
		: fixedType("date64", 64);
}

function readTime(field: Field) {
	const time = typeParameters(field, new Time());
	const bits = time?.bitWidth();
	if (time === undefined || (bits !== 32 && bits !== 64)) return undefined;
	return fixedType(`time${bits}[${timeUnits[time.unit()] ?? "?"}]`, bits);
}

function readTimestamp(field: Field) {
	const timestamp = typeParameters(field, new Timestamp());
	if (timestamp === undefined) return undefined;
	const zone = timestamp.timezone();
	const unit = timeUnits[timestamp.unit()] ?? "?";
	return fixedType(
		`timestamp[${zone === null ? unit : `${unit}, ${zone}`}]`,
		64,
	);
}

function readInterval(field: Field) {
	const bits = intervalBits[typeParameters(field, new Interval())?.unit() ?? 3];
	return bits === undefined ? undefined : fixedType("interval", bits);
}

function readDuration(field: Field) {
	const unit = typeParameters(field, new Duration())?.unit();
	if (unit === undefined) return undefined;
	return fixedType(`duration[${timeUnits[unit] ?? "?"}]`, 64);
}
