import type { ArrowBytes } from "../../arrow/file-bytes.ts";
import type { SegmentLease } from "../../client/segment-lease.ts";
import type { Shelf } from "../../client/shelf.ts";
import { FileError } from "../../errors.ts";
import { acquireMapping } from "../../segments/mapping.ts";
import { openShelf } from "../open-shelf.ts";
import { checkArrowFormat } from "./file-format.ts";
import { shelfKey } from "./shelf-key.ts";

/** The bytes of an Arrow file, mapped: valid until disposed. */
export interface Source extends AsyncDisposable {
	/** As the user named it. */
	readonly name: string;
	readonly bytes: ArrowBytes;
	/** Where it lies on a shelf. */
	readonly shelved?: { readonly shelf: Shelf; readonly lease: SegmentLease };
}

/**
 * Opens what a data argument names: a path, or `shelf:KEY`, which is leased
 * for as long as the source is open.
 * @throws {FileError} `unreadable`, `unsupported_format`
 * @throws {NotFoundError} no such key
 * @throws {ConnectionError} no daemon for a key
 */
export async function openSource(
	argument: string,
	dir: string | undefined,
): Promise<Source> {
	const key = shelfKey(argument);
	return key === null ? openFile(argument) : openKey(key, dir);
}

function openFile(path: string): Source {
	if (path === "-") {
		throw new FileError(
			"unreadable",
			"Cannot read standard input in place: put it on the shelf first, arrowshelf put - --key KEY, then name shelf:KEY",
		);
	}
	const hold = acquireMapping(path);
	try {
		const { file } = hold;
		checkArrowFormat(path, file.range(0, Math.min(512, file.byteLength)));
	} catch (error) {
		hold.release();
		throw error;
	}
	return {
		name: path,
		bytes: hold.file,
		[Symbol.asyncDispose]: async () => hold.release(),
	};
}

async function openKey(key: string, dir: string | undefined): Promise<Source> {
	await using stack = new AsyncDisposableStack();
	const shelf = stack.use(await openShelf({ dir }));
	const lease = stack.use(await shelf.open(key));
	const opened = stack.move();
	return {
		name: `shelf:${key}`,
		bytes: lease.file,
		shelved: { shelf, lease },
		[Symbol.asyncDispose]: () => opened.disposeAsync(),
	};
}
