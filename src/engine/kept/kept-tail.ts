/**
 * What a kept index says of itself, behind the index's own bytes in its file
 * (FAISS stops reading before it), all numbers little-endian:
 *
 *   int64 [count]   table row of each vector, ascending; only where rows were
 *                   left out, and from a multiple of 8 on
 *   JSON, UTF-8     the fields of KeptDescription
 *   uint32          bytes of the JSON
 *   uint32          version of this form: 1, or 2 where there is a scale other
 *                   than 1, which readers of form 1 know nothing of
 *   char[8]         "ASINDEX" and a zero
 */
import type { FileBytes } from "../../arrow/file-bytes.ts";
import { InvalidTableError } from "../../errors.ts";
import type { Metric } from "../options.ts";
import type { Precision } from "../pool/jobs.ts";
import type { IndexKind } from "../summary.ts";

/** From which table an index was built, and how. */
export interface KeptDescription {
	readonly table: string;
	readonly version: number;
	readonly columns: readonly string[];
	readonly kind: IndexKind;
	readonly metric: Metric;
	readonly dimension: number;
	/** Of the table. */
	readonly rows: number;
	/** Vectors in the index: the rows that could be searched. */
	readonly count: number;
	/** What its effort was chosen for. */
	readonly k: number;
	/** Recall that its effort was chosen for, and that effort; null: it finds all,
	 * or was made before this was told. */
	readonly recall: number | null;
	readonly effort: number | null;
	/** Of a tree: what it reckons in. */
	readonly precision: Precision;
	/** Subtracted from each coordinate before it was narrowed; null: nothing. */
	readonly centre: readonly number[] | null;
	/** What each coordinate was multiplied with then: a power of two. */
	readonly scale: number;
}

export interface KeptTail {
	readonly description: KeptDescription;
	/** Table row of each vector; null: the same. */
	readonly rowNumbers: BigInt64Array | null;
}

const magic = "ASINDEX\0";
const formVersions = { plain: 1, scaled: 2 } as const;
const footerBytes = 16;
const mostJsonBytes = 1 << 20;

/** The pieces to write behind `indexBytes` bytes of index, in order. */
export function keptTail(
	{ description, rowNumbers }: KeptTail,
	indexBytes: number,
): Uint8Array[] {
	const { scale, ...plain } = description;
	const isScaled = scale !== 1;
	const told = isScaled ? description : plain;
	const json = new TextEncoder().encode(JSON.stringify(told));
	const footer = Buffer.alloc(footerBytes);
	footer.writeUInt32LE(json.byteLength, 0);
	const { plain: form, scaled } = formVersions;
	footer.writeUInt32LE(isScaled ? scaled : form, 4);
	footer.write(magic, 8, "latin1");
	const padding = new Uint8Array((8 - (indexBytes % 8)) % 8);
	const rows = new Uint8Array(
		rowNumbers?.buffer ?? new ArrayBuffer(0),
		rowNumbers?.byteOffset,
		rowNumbers?.byteLength,
	);
	return [padding, rows, json, footer];
}

/**
 * Reads the tail of an index's file, of which nothing is taken for granted.
 * @throws {InvalidTableError} `invalid_index`
 */
export function readKeptTail(file: FileBytes): KeptTail {
	const end = file.byteLength;
	if (end < footerBytes) throw unsound("it is too short");
	const footer = Buffer.from(file.range(end - footerBytes, footerBytes));
	if (footer.toString("latin1", 8) !== magic) {
		throw unsound("it does not say which table it was built from");
	}
	const jsonBytes = footer.readUInt32LE(0);
	const version = footer.readUInt32LE(4);
	if (version !== formVersions.plain && version !== formVersions.scaled) {
		throw unsound(`it is of form ${version}`);
	}
	const start = end - footerBytes - jsonBytes;
	if (jsonBytes > mostJsonBytes || start < 0) throw unsound("it is cut");
	const description = parse(file.range(start, jsonBytes));
	const { count, rows } = description;
	if (count === rows) return { description, rowNumbers: null };
	const first = start - 8 * count;
	if (first < 0) throw unsound("it is cut");
	// Copied, since it need not be aligned and is searched in by native code.
	const bytes = file.range(first, 8 * count).slice();
	const rowNumbers = new BigInt64Array(bytes.buffer);
	checkRowNumbers(rowNumbers, rows);
	return { description, rowNumbers };
}

const precisions: readonly unknown[] = [
	"float32",
	"mixed",
	"float64",
] satisfies Precision[];

function parse(bytes: Uint8Array): KeptDescription {
	let found: Record<string, unknown>;
	try {
		found = JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		throw unsound("its description is no JSON");
	}
	const isCount = (value: unknown) =>
		Number.isSafeInteger(value) && (value as number) >= 0;
	const isNumberOrNone = (value: unknown) =>
		(value ?? null) === null || Number.isFinite(value);
	const isText = (value: unknown) => typeof value === "string";
	const { columns, centre, rows, count, dimension, scale } = found ?? {};
	const isSound =
		[found.table, found.kind, found.metric].every(isText) &&
		[found.version, rows, count, dimension, found.k].every(isCount) &&
		Number(count) <= Number(rows) &&
		[found.recall, found.effort].every(isNumberOrNone) &&
		precisions.includes(found.precision ?? "float32") &&
		isScale(scale ?? 1) &&
		Array.isArray(columns) &&
		columns.every(isText) &&
		(centre === null ||
			(Array.isArray(centre) &&
				centre.length === dimension &&
				centre.every(Number.isFinite)));
	if (!isSound) throw unsound("its description lacks something");
	const told = {
		recall: null,
		effort: null,
		precision: "float32",
		scale: 1,
		...found,
	};
	return told as unknown as KeptDescription;
}

function isScale(scale: unknown): boolean {
	return Number.isFinite(scale) && Number.isInteger(Math.log2(Number(scale)));
}

function checkRowNumbers(rowNumbers: BigInt64Array, rows: number): void {
	let before = -1n;
	for (const row of rowNumbers) {
		if (row <= before) throw unsound("its row numbers are not ascending");
		before = row;
	}
	if (before >= BigInt(rows))
		throw unsound("it numbers rows that are not there");
}

function unsound(what: string): InvalidTableError {
	return new InvalidTableError(
		"invalid_index",
		`Cannot use the index: ${what}; build it with arrowshelf index build`,
	);
}
