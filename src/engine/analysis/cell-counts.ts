/** Cells of a grid that hold rows, found by their coordinates: a hash table
 * with open addressing over typed arrays (an object a cell would cost ten times
 * the memory). */
export class CellCounts {
	readonly dimension: number;
	/** Cells there are. */
	size = 0;
	#mask = 1023;
	/** Number of the cell at a place, plus one; 0: free. */
	#places = new Uint32Array(1024);
	#keys: Float64Array;
	#counts = new Float64Array(512);
	#firstRows = new Float64Array(512);

	constructor(dimension: number) {
		this.dimension = dimension;
		this.#keys = new Float64Array(512 * dimension);
	}

	/** Counts a row at the cell `key` [dimension] of whole numbers. Rows come in
	 * ascending order. */
	add(key: Float64Array, row: number): void {
		let place = hashOf(key) & this.#mask;
		for (;;) {
			const cell = (this.#places[place] ?? 0) - 1;
			if (cell < 0) break;
			if (this.#isAt(cell, key)) {
				this.#counts[cell] = (this.#counts[cell] ?? 0) + 1;
				return;
			}
			place = (place + 1) & this.#mask;
		}
		const cell = this.size++;
		this.#places[place] = cell + 1;
		this.#keys.set(key, cell * this.dimension);
		this.#counts[cell] = 1;
		this.#firstRows[cell] = row;
		if (2 * this.size > this.#mask) this.#grow();
	}

	count(cell: number): number {
		return this.#counts[cell] ?? 0;
	}

	/** The lowest row in it. */
	firstRow(cell: number): number {
		return this.#firstRows[cell] ?? 0;
	}

	/** Coordinates of a cell [dimension]. */
	key(cell: number): Float64Array {
		const start = cell * this.dimension;
		return this.#keys.subarray(start, start + this.dimension);
	}

	#isAt(cell: number, key: Float64Array): boolean {
		const start = cell * this.dimension;
		for (let c = 0; c < this.dimension; c++) {
			if (this.#keys[start + c] !== key[c]) return false;
		}
		return true;
	}

	/** Twice the room. */
	#grow(): void {
		const places = 2 * (this.#mask + 1);
		this.#mask = places - 1;
		this.#places = new Uint32Array(places);
		this.#keys = longer(this.#keys, (places / 2) * this.dimension);
		this.#counts = longer(this.#counts, places / 2);
		this.#firstRows = longer(this.#firstRows, places / 2);
		for (let cell = 0; cell < this.size; cell++) {
			let place = hashOf(this.key(cell)) & this.#mask;
			while (this.#places[place] !== 0) place = (place + 1) & this.#mask;
			this.#places[place] = cell + 1;
		}
	}
}

function longer(
	values: Float64Array,
	length: number,
): Float64Array<ArrayBuffer> {
	const more = new Float64Array(length);
	more.set(values);
	return more;
}

function hashOf(key: Float64Array): number {
	let hash = 0;
	for (let c = 0; c < key.length; c++) {
		const value = key[c] ?? 0;
		const high = Math.floor(value / 2 ** 32);
		hash = Math.imul(hash ^ value ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
		hash ^= hash >>> 15;
	}
	hash = Math.imul(hash, 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}
