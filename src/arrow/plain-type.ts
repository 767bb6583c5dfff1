import { Type } from "apache-arrow/fb/type";
import { type ArrowField, typeName } from "./types.ts";

/**
 * Types that programs of some years ago do not know, and what the same values
 * are without them. A run-end-encoded column is its values, each as often as
 * it stands there.
 */
export const plainTypes: ReadonlyMap<Type, Type> = new Map([
	[Type.BinaryView, Type.LargeBinary],
	[Type.Utf8View, Type.LargeUtf8],
	[Type.ListView, Type.List],
	[Type.LargeListView, Type.LargeList],
	// Until its values take its place.
	[Type.RunEndEncoded, Type.Struct_],
]);

/** Whether a column's own buffers, nested ones included, are of types that any
 * program knows. A dictionary's values are a column of their own. */
export function isPlain({ storage, dictionary, children }: ArrowField) {
	switch (storage.kind) {
		case "view":
		case "list_view":
		case "run_end":
			return false;
		default:
			return dictionary || children.every(isPlain);
	}
}

/** Whether all of a column is plain, dictionaries included. */
export function isPlainThroughout(field: ArrowField): boolean {
	if (!isPlain(field)) return false;
	const values = field.encoding?.values;
	const parts = values === undefined ? field.children : [values];
	return parts.every(isPlainThroughout);
}

/** The name of a column's type, as it is when it is plain. */
export function plainTypeName(field: ArrowField): string {
	const name = typeName(field);
	return name
		.replaceAll("utf8_view", "large_utf8")
		.replaceAll("binary_view", "large_binary")
		.replaceAll("list_view", "list")
		.replaceAll(/run_end_encoded<[^,]+, (.*)>/g, "$1");
}
