import { type ArrowFile, readArrowFile } from "../../arrow/file.ts";
import type { FileBytes } from "../../arrow/file-bytes.ts";
import { isInPlace } from "../../arrow/is-in-place.ts";
import type { SegmentLease } from "../../client/segment-lease.ts";
import type { Shelf } from "../../client/shelf.ts";
import { FileError } from "../../errors.ts";
import type { NamedFile, ReadOptions } from "../../formats/file-source.ts";
import type { MemoryTable } from "../../formats/table-in-memory.ts";
import { acquireMapping } from "../../segments/mapping.ts";
import { interruptSignal } from "../interrupt.ts";
import { openShelf } from "../open-shelf.ts";
import { beginsLikeArrow } from "./begins-like-arrow.ts";
import { openInputFile } from "./input-file.ts";
import { isBareKey } from "./is-bare-key.ts";
import { shelfKey } from "./shelf-key.ts";

/** A table as an Arrow IPC file, mapped: valid until disposed. */
export interface Source extends AsyncDisposable {
	/** As the user named it. */
	readonly name: string;
	readonly bytes: FileBytes;
	/** What its metadata says, where that has been read. */
	readonly arrow?: ArrowFile | undefined;
	/** Opens it, in this process and in its children. */
	readonly path: string;
	/** Where it lies on a shelf. */
	readonly shelved?: { readonly shelf: Shelf; readonly lease: SegmentLease };
}

/**
 * Opens what a data argument names: `shelf:KEY`, which is leased for as long
 * as the source is open, or a file of any format, `-` for standard input.
 * @param firstRows no more are wanted: a file that is read into memory is read
 *   no further
 * @throws {FileError} `unreadable`, `unsupported_format`
 * @throws {NotFoundError} no such key
 * @throws {InvalidTableError} an index under that key
 * @throws {ConnectionError} no daemon for a key
 */
export async function openSource(
	argument: string,
	dir: string | undefined,
	options: ReadOptions = {},
	firstRows?: number,
): Promise<Source> {
	const key = shelfKey(argument);
	if (isBareKey(argument)) {
		throw new FileError(
			"unreadable",
			`Cannot read ${JSON.stringify(argument)}: there is no such file; a table on the shelf is named shelf:${argument}`,
			{ details: { path: argument } },
		);
	}
	return key === null
		? openFile(argument, options, firstRows)
		: openKey(key, dir);
}

async function openFile(
	argument: string,
	options: ReadOptions,
	firstRows: number | undefined,
): Promise<Source> {
	const signal = interruptSignal();
	using file = await openInputFile(argument, signal);
	const table = await mapFile(file, options, firstRows, signal);
	return {
		name: file.name,
		bytes: table.file,
		arrow: table.arrow,
		path: table.path,
		[Symbol.asyncDispose]: async () => table[Symbol.dispose](),
	};
}

interface OpenedTable extends MemoryTable {
	readonly arrow?: ArrowFile | undefined;
}

/** An Arrow IPC file in place, the table of any other, or of one that is packed,
 * read into memory. */
async function mapFile(
	file: NamedFile,
	options: ReadOptions,
	firstRows: number | undefined,
	signal: AbortSignal,
): Promise<OpenedTable> {
	const isPlain = Object.values(options).every((said) => said === undefined);
	if (!(isPlain && beginsLikeArrow(file.path))) {
		const { readForeignFile } = await import("./read-foreign-file.ts");
		const table = await readForeignFile(file, options, firstRows, signal);
		if (table !== null) return table;
	}
	using undone = new DisposableStack();
	const hold = undone.use(acquireMapping(file.path));
	const arrow = metadataOf(hold.file);
	if (arrow !== undefined && !isInPlace(arrow)) {
		const { unpackArrow } = await import("./unpack-arrow.ts");
		const table = await unpackArrow(file, isInPlace);
		if (table !== null) return table;
	}
	const kept = undone.move();
	return {
		file: hold.file,
		arrow,
		path: file.path,
		[Symbol.dispose]: () => kept.dispose(),
	};
}

function metadataOf(bytes: FileBytes): ArrowFile | undefined {
	try {
		return readArrowFile(bytes);
	} catch {
		return undefined; // Whoever reads it says what is wrong with it.
	}
}

async function openKey(key: string, dir: string | undefined): Promise<Source> {
	await using stack = new AsyncDisposableStack();
	const shelf = stack.use(await openShelf({ dir }));
	const lease = await shelf.openTable(key, stack.use(new DisposableStack()));
	const opened = stack.move();
	return {
		name: `shelf:${key}`,
		bytes: lease.file,
		path: lease.path,
		shelved: { shelf, lease },
		[Symbol.asyncDispose]: () => opened.disposeAsync(),
	};
}
