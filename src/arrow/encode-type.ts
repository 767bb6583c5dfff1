import type { DataType, Union as UnionType } from "apache-arrow";
import { Date as FlatDate } from "apache-arrow/fb/date";
import { Decimal } from "apache-arrow/fb/decimal";
import { Duration } from "apache-arrow/fb/duration";
import { FixedSizeBinary } from "apache-arrow/fb/fixed-size-binary";
import { FixedSizeList } from "apache-arrow/fb/fixed-size-list";
import { FloatingPoint } from "apache-arrow/fb/floating-point";
import { Int } from "apache-arrow/fb/int";
import { Interval } from "apache-arrow/fb/interval";
import { Map as FlatMap } from "apache-arrow/fb/map";
import { Time } from "apache-arrow/fb/time";
import { Timestamp } from "apache-arrow/fb/timestamp";
import { Type } from "apache-arrow/fb/type";
import { Union } from "apache-arrow/fb/union";
import type { Builder } from "flatbuffers";

/** What apache-arrow's type objects carry beside their `typeId`. */
export interface TypeParameters {
	readonly typeId: number;
	readonly bitWidth: number;
	readonly isSigned: boolean;
	readonly precision: number;
	readonly scale: number;
	readonly unit: number;
	readonly timezone?: string | null;
	readonly byteWidth: number;
	readonly listSize: number;
	readonly keysSorted: boolean;
	readonly mode: UnionType["mode"];
	readonly typeIds: ArrayLike<number>;
}

type Encoder = (builder: Builder, type: TypeParameters) => number;

/** apache-arrow numbers its types as the format does (but dictionaries, which
 * the format does not see as a type). */
const encoders = new Map<number, Encoder>([
	[Type.Null, encodeEmpty],
	[Type.Bool, encodeEmpty],
	[Type.Binary, encodeEmpty],
	[Type.Utf8, encodeEmpty],
	[Type.LargeBinary, encodeEmpty],
	[Type.LargeUtf8, encodeEmpty],
	[Type.BinaryView, encodeEmpty],
	[Type.Utf8View, encodeEmpty],
	[Type.List, encodeEmpty],
	[Type.LargeList, encodeEmpty],
	[Type.Struct_, encodeEmpty],
	[
		Type.Int,
		(builder, type) => Int.createInt(builder, type.bitWidth, type.isSigned),
	],
	[
		Type.FloatingPoint,
		(builder, type) =>
			FloatingPoint.createFloatingPoint(builder, type.precision),
	],
	[
		Type.Decimal,
		(builder, type) =>
			Decimal.createDecimal(
				builder,
				type.precision,
				type.scale,
				type.bitWidth ?? 128,
			),
	],
	[Type.Date, (builder, type) => FlatDate.createDate(builder, type.unit)],
	[
		Type.Time,
		(builder, type) => Time.createTime(builder, type.unit, type.bitWidth),
	],
	[Type.Timestamp, encodeTimestamp],
	[
		Type.Interval,
		(builder, type) => Interval.createInterval(builder, type.unit),
	],
	[
		Type.Duration,
		(builder, type) => Duration.createDuration(builder, type.unit),
	],
	[
		Type.FixedSizeBinary,
		(builder, type) =>
			FixedSizeBinary.createFixedSizeBinary(builder, type.byteWidth),
	],
	[
		Type.FixedSizeList,
		(builder, type) =>
			FixedSizeList.createFixedSizeList(builder, type.listSize),
	],
	[Type.Map, (builder, type) => FlatMap.createMap(builder, type.keysSorted)],
	[Type.Union, encodeUnion],
]);

/**
 * Writes the parameters of an apache-arrow type, from whichever copy of
 * apache-arrow.
 * @returns its offset in `builder`
 * @throws {TypeError} for a type that the format does not have
 */
export function encodeType(builder: Builder, type: DataType): number {
	const encode = encoders.get(type.typeId);
	if (encode === undefined) {
		throw new TypeError(`Cannot write a column of type ${type}`);
	}
	return encode(builder, type as unknown as TypeParameters);
}

function encodeEmpty(builder: Builder): number {
	builder.startObject(0);
	return builder.endObject();
}

function encodeTimestamp(builder: Builder, type: TypeParameters): number {
	const timezone = type.timezone ? builder.createString(type.timezone) : 0;
	return Timestamp.createTimestamp(builder, type.unit, timezone);
}

function encodeUnion(builder: Builder, type: TypeParameters): number {
	const typeIds = Union.createTypeIdsVector(builder, Array.from(type.typeIds));
	return Union.createUnion(builder, type.mode, typeIds);
}
