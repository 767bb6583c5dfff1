import { existsSync } from "node:fs";
import { isKey } from "../../config.ts";
import { ConnectionError, FileError, NotFoundError } from "../../errors.ts";
import type { ReadOptions } from "../../formats/file-source.ts";
import { openSource, type Source } from "./open-source.ts";

/**
 * Opens what a data argument names that may also be a bare key: what is there
 * as a file is one, else what can be a key is `shelf:KEY`. Throws as
 * `openSource` does; where it is neither, the error speaks of both.
 */
export async function openKeyOrFile(
	argument: string,
	dir: string | undefined,
	options: ReadOptions,
	firstRows?: number,
): Promise<Source> {
	const isSaid = argument === "-" || argument.startsWith("shelf:");
	if (isSaid || existsSync(argument) || !isKey(argument)) {
		return await openSource(argument, dir, options, firstRows);
	}
	try {
		return await openSource(`shelf:${argument}`, dir, options, firstRows);
	} catch (cause) {
		const isAbsent =
			cause instanceof NotFoundError ||
			(cause instanceof ConnectionError && cause.code === "no_daemon");
		if (!isAbsent) throw cause;
		throw new FileError(
			"unreadable",
			`Cannot read ${JSON.stringify(argument)}: there is no such file, and ${cause instanceof NotFoundError ? "nothing is on the shelf under that key; arrowshelf ls lists what is there" : "no daemon serves a shelf that could have such a key"}`,
			{ details: { path: argument }, cause },
		);
	}
}
