import type { Schema } from "apache-arrow";
import { Builder } from "flatbuffers";
import { encodeTableSchema } from "./encode-table-schema.ts";

/**
 * Tells whether later batches have the schema of the first one. Dictionaries
 * may go by other numbers: apache-arrow numbers them anew for each table.
 */
export class SchemaMatch {
	readonly #first: Schema;
	readonly #form: SchemaForm;

	constructor(first: Schema) {
		this.#first = first;
		this.#form = formOf(first);
	}

	/**
	 * @returns by the number of each of the schema's dictionaries, the number
	 *   that the first one gives it
	 * @throws {TypeError} when the schemas differ
	 */
	idsOf(schema: Schema): ReadonlyMap<number, number> {
		const ids = new Map<number, number>();
		if (schema === this.#first) return ids;
		const form = formOf(schema);
		if (Buffer.compare(form.bytes, this.#form.bytes) !== 0) {
			throw this.#differs(schema);
		}
		for (const [at, id] of form.ids.entries()) {
			const first = this.#form.ids[at] ?? id;
			if ((ids.get(id) ?? first) !== first) throw this.#differs(schema);
			ids.set(id, first);
		}
		return ids;
	}

	#differs(schema: Schema): TypeError {
		return new TypeError(
			`Cannot put record batches of different schemas: the first has ${describe(this.#first)}, a later one ${describe(schema)}`,
		);
	}
}

/** A schema without its dictionaries' numbers, and these, in order. */
interface SchemaForm {
	readonly bytes: Uint8Array;
	readonly ids: readonly number[];
}

function formOf(schema: Schema): SchemaForm {
	const builder = new Builder();
	const ids: number[] = [];
	const offset = encodeTableSchema(builder, schema, ({ id }) => {
		ids.push(id);
		return 0;
	});
	builder.finish(offset);
	return { bytes: builder.asUint8Array(), ids };
}

const mostShown = 200;

function describe({ fields, metadata }: Schema): string {
	const columns = fields.map(
		({ name, type, nullable }) =>
			`${JSON.stringify(name)} ${type}${nullable ? "" : " not null"}`,
	);
	const text = columns.join(", ") || "no columns";
	const shown =
		text.length > mostShown ? `${text.slice(0, mostShown)}...` : text;
	return metadata.size === 0 ? shown : `${shown} (with metadata)`;
}
