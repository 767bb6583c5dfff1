import type { Field } from "apache-arrow/fb/field";
import type { ArrowField, ArrowType, Storage } from "./types.ts";

/** A column's type as people name it, and as its buffers look. */
export interface FieldType {
	readonly type: ArrowType;
	readonly storage: Storage;
}

/** How many children a type has, and how the rest is read; it gives nothing
 * for a type that makes no sense. */
export interface TypeReader {
	readonly children: number | "any";
	readonly read: (
		field: Field,
		children: readonly ArrowField[],
	) => FieldType | undefined;
}

/** A type that is only named here. */
export function namedType(name: string, storage: Storage): FieldType {
	return { type: { kind: "other", name }, storage };
}

/** The same with values of `bits` each. */
export function fixedType(name: string, bits: number): FieldType {
	return namedType(name, { kind: "fixed", bits });
}

/** The table that describes a type's parameters, or nothing where it lacks. */
export function typeParameters<T>(field: Field, table: T): T | undefined {
	return (field.type(table) as T | null) ?? undefined;
}
