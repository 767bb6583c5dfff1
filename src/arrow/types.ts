/** The types of Arrow columns, as much of them as this program looks at. */

/** What a column's values are. `other` carries a readable name. */
export type ArrowType =
	| {
			readonly kind: "int";
			readonly bits: 8 | 16 | 32 | 64;
			readonly signed: boolean;
	  }
	| { readonly kind: "float"; readonly bits: 16 | 32 | 64 }
	| { readonly kind: "fixed_size_list"; readonly size: number }
	| { readonly kind: "other"; readonly name: string };

/**
 * The buffers that a column has, in the order of the columnar format
 * (https://arrow.apache.org/docs/format/Columnar.html#buffer-listing-for-each-layout).
 * All but `null`, `union` and `run_end` start with a validity bitmap.
 */
export type Storage =
	| { readonly kind: "null" }
	/** Values of `bits` each. */
	| { readonly kind: "fixed"; readonly bits: number }
	/** Offsets, then bytes. */
	| { readonly kind: "bytes"; readonly offsetBytes: 4 | 8 }
	/** Offsets into the child. */
	| { readonly kind: "list"; readonly offsetBytes: 4 | 8 }
	/** Offsets and sizes into the child. */
	| { readonly kind: "list_view"; readonly offsetBytes: 4 | 8 }
	/** 16-byte views, then any number of data buffers. */
	| { readonly kind: "view" }
	/** `size` child values a row. */
	| { readonly kind: "fixed_size_list"; readonly size: number }
	| { readonly kind: "struct" }
	/** Type ids, for `dense` also offsets. `typeIds[i]` is child i's. */
	| {
			readonly kind: "union";
			readonly dense: boolean;
			readonly typeIds: readonly number[];
	  }
	/** Children: run ends, values. */
	| { readonly kind: "run_end" };

/** A column, or a part of a nested one. */
export interface ArrowField {
	readonly name: string;
	readonly nullable: boolean;
	/** Of a dictionary-encoded column: the type of the dictionary's values. */
	readonly type: ArrowType;
	/** Of a dictionary-encoded column: children of the dictionary's values. */
	readonly children: readonly ArrowField[];
	/** Whether the column holds numbers of entries in a dictionary. */
	readonly dictionary: boolean;
	/** How the column's own buffers look; with a dictionary, its indices. */
	readonly storage: Storage;
	/** Which dictionary, and how its values are stored; null without one. */
	readonly encoding: DictionaryEncoding | null;
	/** Key-value pairs, such as "ARROW:extension:name". */
	readonly metadata: ReadonlyMap<string, string>;
}

/** A column's dictionary. */
export interface DictionaryEncoding {
	readonly id: number;
	/** Whether the indices are signed. */
	readonly signed: boolean;
	/** The values as a column of their own. */
	readonly values: ArrowField;
}

/**
 * The name of a column's type for messages: "float64", "utf8",
 * "fixed_size_list<float32>[128]", "dictionary<utf8>".
 */
export function typeName(field: ArrowField): string {
	if (field.encoding !== null) {
		return `dictionary<${typeName(field.encoding.values)}>`;
	}
	const { type, children } = field;
	switch (type.kind) {
		case "int":
			return `${type.signed ? "int" : "uint"}${type.bits}`;
		case "float":
			return `float${type.bits}`;
		case "fixed_size_list":
			return `fixed_size_list<${children.map(typeName).join(", ")}>[${type.size}]`;
		case "other":
			return children.length === 0
				? type.name
				: `${type.name}<${children.map(typeName).join(", ")}>`;
	}
}
