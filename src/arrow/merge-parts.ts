import type { BatchParts } from "./encode-batch.ts";
import { encodeOffsets } from "./gather-lists.ts";
import { typedView } from "./typed-view.ts";
import type { ArrowField, Storage } from "./types.ts";

/**
 * Several parts of one column as one: what a dictionary's additions become,
 * since not every reader takes additions.
 * @param field the column, plain
 * @param parts of that column alone; one at least
 * @throws {RangeError} when offsets of 32 bits cannot count it
 */
export function mergeParts(
	field: ArrowField,
	parts: readonly BatchParts[],
): BatchParts {
	const [first] = parts;
	if (first === undefined) throw new TypeError("Cannot merge no parts");
	if (parts.length === 1) return first;
	const merger = new Merger(parts);
	merger.merge(field);
	const rowCount = parts.reduce((sum, part) => sum + part.rowCount, 0);
	const { nodes, buffers } = merger;
	return { ...first, rowCount, nodes, buffers, variadicCounts: [] };
}

const nothing = new Uint8Array(0);

/** Walks through all parts at once. */
class Merger {
	readonly nodes: { length: number; nullCount: number }[] = [];
	readonly buffers: ArrayBufferView[] = [];
	readonly #parts: readonly BatchParts[];
	#node = 0;
	#buffer = 0;

	constructor(parts: readonly BatchParts[]) {
		this.#parts = parts;
	}

	/** Adds the column; its lengths in each part. */
	merge(field: ArrowField): number[] {
		const { storage } = field;
		const children = field.dictionary ? [] : field.children;
		const at = this.#node++;
		const nodes = this.#parts.map((part) => part.nodes[at]);
		const lengths = nodes.map((node) => node?.length ?? 0);
		const nulls = nodes.map((node) => node?.nullCount ?? 0);
		const nullCount = sum(nulls);
		this.nodes.push({ length: sum(lengths), nullCount });
		if (storage.kind === "null") return lengths;
		if (storage.kind === "union") {
			this.#union(storage, children, lengths);
			return lengths;
		}
		const bitmaps = this.#next();
		this.buffers.push(
			nullCount === 0
				? nothing
				: mergeBits(
						bitmaps.map((b, i) => (nulls[i] ? b : null)),
						lengths,
					),
		);
		this.#values(storage, children, lengths);
		return lengths;
	}

	#values(
		storage: Storage,
		children: readonly ArrowField[],
		lengths: readonly number[],
	): void {
		switch (storage.kind) {
			case "fixed":
				this.buffers.push(
					storage.bits === 1
						? mergeBits(this.#next(), lengths)
						: this.#concat(lengths.map((rows) => (rows * storage.bits) / 8)),
				);
				return;
			case "bytes":
				this.#concatAfter(this.#offsets(storage.offsetBytes, lengths));
				return;
			case "list":
				this.#offsets(storage.offsetBytes, lengths);
		}
		for (const child of children) this.merge(child);
	}

	/** Adds the offsets; how many values each part has. */
	#offsets(width: 4 | 8, lengths: readonly number[]): number[] {
		const merged = new Float64Array(sum(lengths) + 1);
		const counts: number[] = [];
		let at = 0;
		let base = 0;
		for (const [part, bytes] of this.#next().entries()) {
			const length = lengths[part] ?? 0;
			const count = length === 0 ? 0 : length + 1;
			const own =
				width === 4
					? typedView(Int32Array, bytes, count)
					: Float64Array.from(typedView(BigInt64Array, bytes, count), Number);
			const first = own[0] ?? 0;
			for (let i = 1; i < count; i++) {
				merged[++at] = base + (own[i] ?? 0) - first;
			}
			const size = (own[length] ?? 0) - first;
			counts.push(size);
			base += size;
		}
		if (width === 4 && base >= 2 ** 31) {
			throw new RangeError(
				`Cannot write a dictionary of ${base} bytes with offsets of 32 bits`,
			);
		}
		this.buffers.push(encodeOffsets(merged, width));
		return counts;
	}

	#union(
		{ dense }: Storage & { kind: "union" },
		children: readonly ArrowField[],
		lengths: readonly number[],
	): void {
		const types = this.#concat(lengths);
		this.buffers.push(types);
		if (dense) {
			throw new RangeError(
				"Cannot write a dictionary of dense unions in parts",
			);
		}
		for (const child of children) this.merge(child);
	}

	#concatAfter(sizes: readonly number[]): void {
		this.buffers.push(this.#concat(sizes));
	}

	#concat(sizes: readonly number[]): Uint8Array {
		const whole = new Uint8Array(sum(sizes));
		let at = 0;
		for (const [part, bytes] of this.#next().entries()) {
			const size = sizes[part] ?? 0;
			whole.set(bytes.subarray(0, size), at);
			at += size;
		}
		return whole;
	}

	/** The next buffer of each part. */
	#next(): Uint8Array[] {
		const at = this.#buffer++;
		return this.#parts.map((part) => {
			const view = part.buffers[at] ?? nothing;
			return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
		});
	}
}

/** Bits one after the other; null: ones. */
function mergeBits(
	bitmaps: readonly (Uint8Array | null)[],
	lengths: readonly number[],
): Uint8Array {
	const merged = new Uint8Array(Math.ceil(sum(lengths) / 8));
	let at = 0;
	for (const [part, bits] of bitmaps.entries()) {
		for (let i = 0; i < (lengths[part] ?? 0); i++, at++) {
			const bit = bits === null ? 1 : ((bits[i >> 3] ?? 0) >> (i & 7)) & 1;
			merged[at >> 3] = (merged[at >> 3] ?? 0) | (bit << (at & 7));
		}
	}
	return merged;
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}
