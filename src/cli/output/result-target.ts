import type { FileLayout } from "../../arrow/layout.ts";
import type { Shelf } from "../../client/shelf.ts";
import { writeLayout } from "../../client/write-layout.ts";
import { ExistsError } from "../../errors.ts";
import { shelfKey } from "../input/shelf-key.ts";
import { openShelf } from "../open-shelf.ts";
import { OutputFile } from "./output-file.ts";

/** Where a search's result goes. */
export interface ResultTarget extends AsyncDisposable {
	/** As the user named it. */
	readonly name: string;
	/** Writes all of it, or leaves nothing behind. */
	write(layout: FileLayout, signal: AbortSignal): Promise<void>;
}

interface ResultTargetOptions {
	readonly output: string | undefined;
	/** A key on the shelf may be taken already; a file always may. */
	readonly replace: boolean;
	readonly dir: string | undefined;
}

/**
 * What `--output` names, checked before the search as far as it can be; null
 * when it was not given. A shelf that has no daemon gets one.
 * @throws {FileError} nothing can be written there
 * @throws {ExistsError} the key is taken
 */
export async function resultTarget(
	options: ResultTargetOptions,
): Promise<ResultTarget | null> {
	const { output, replace, dir } = options;
	if (output === undefined) return null;
	const key = shelfKey(output);
	return key === null ? fileTarget(output) : shelfTarget(key, replace, dir);
}

function fileTarget(path: string): ResultTarget {
	const file = new OutputFile(path);
	return {
		name: path,
		write: (layout, signal) =>
			file.write((fd) => writeLayout(fd, layout, { signal })),
		async [Symbol.asyncDispose]() {},
	};
}

async function shelfTarget(
	key: string,
	replace: boolean,
	dir: string | undefined,
): Promise<ResultTarget> {
	await using stack = new AsyncDisposableStack();
	const shelf = stack.use(await openShelf({ dir, autostart: true }));
	if (!replace) await checkIsFree(shelf, key);
	const opened = stack.move();
	return {
		name: `shelf:${key}`,
		async write(layout, signal) {
			await shelf.putLayout(layout, { key, replace, signal });
		},
		[Symbol.asyncDispose]: () => opened.disposeAsync(),
	};
}

async function checkIsFree(shelf: Shelf, key: string): Promise<void> {
	const taken = await shelf.list({ glob: key });
	if (taken.length === 0) return;
	throw new ExistsError(
		"exists",
		`Cannot write shelf:${key}: the key is taken; add --replace to replace it`,
		{ details: { key } },
	);
}
