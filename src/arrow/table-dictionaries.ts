import type { Data, DataType, Dictionary, Vector } from "apache-arrow";

/** A piece of a dictionary's values. */
export interface DictionaryChunk {
	readonly id: number;
	/** Whether it continues what came before under that number. */
	readonly delta: boolean;
	readonly values: Data;
}

/**
 * The dictionaries of a table as a file has them: one for each number, while in
 * a table each batch may bring its own. Different ones are put one after the
 * other, and the indices into the later ones are raised.
 */
export class TableDictionaries {
	/** The file's numbers of dictionaries that a batch numbers otherwise. */
	ids: ReadonlyMap<number, number> = new Map();
	readonly #byId = new Map<number, Data[]>();
	readonly #onChunk: (chunk: DictionaryChunk) => void;

	/** @param onChunk told of each piece of values, once, in the file's order */
	constructor(onChunk: (chunk: DictionaryChunk) => void) {
		this.#onChunk = onChunk;
	}

	/**
	 * Takes in the dictionary of one column in one batch.
	 * @returns by how much the column's indices are to be raised
	 * @throws {TypeError} when it has none
	 */
	add(data: Data): number {
		const { id: own } = data.type as Dictionary<DataType>;
		const id = this.ids.get(own) ?? own;
		const vector = data.dictionary as Vector | undefined;
		if (vector === undefined) {
			throw new TypeError(
				`Cannot write a dictionary-encoded column without its dictionary ${id}`,
			);
		}
		const known = this.#byId.get(id) ?? [];
		this.#byId.set(id, known);
		const chunks = vector.data as readonly Data[];
		const start = findRun(known, chunks);
		for (const values of chunks.slice(known.length - start)) {
			const delta = known.length > 0;
			known.push(values);
			this.#onChunk({ id, delta, values });
		}
		return known.slice(0, start).reduce((sum, { length }) => sum + length, 0);
	}
}

/** Where in `known` the pieces `chunks` are, or begin at its end. */
function findRun(known: readonly Data[], chunks: readonly Data[]): number {
	const first = chunks[0];
	for (let start = 0; first !== undefined && start < known.length; start++) {
		const rest = known.slice(start, start + chunks.length);
		const same = rest.every((piece, i) => isSame(piece, chunks[i]));
		if (same) return start;
	}
	return first === undefined ? 0 : known.length;
}

/** Readers make new objects over the same memory. */
function isSame(one: Data, other: Data | undefined): boolean {
	return (
		one === other ||
		(one.length === other?.length &&
			one.offset === other.offset &&
			one.values !== undefined &&
			sameView(one.values, other.values) &&
			sameView(one.valueOffsets, other.valueOffsets))
	);
}

function sameView(
	one: ArrayBufferView | undefined,
	other: ArrayBufferView | undefined,
): boolean {
	return (
		one === other ||
		(one !== undefined &&
			one.buffer === other?.buffer &&
			one.byteOffset === other.byteOffset &&
			one.byteLength === other.byteLength)
	);
}
