import { existsSync } from "node:fs";
import type { Piece } from "../../arrow/layout.ts";
import type { Shelf } from "../../client/shelf.ts";
import { isKey } from "../../config.ts";
import { ConnectionError, InvalidQueryError } from "../../errors.ts";
import { checkRecords, explainFailure } from "../../formats/explain-failure.ts";
import {
	detectFile,
	type FileSource,
	jobTableOf,
	openFileSource,
} from "../../formats/file-source.ts";
import type { JobTable } from "../../formats/polars-job.ts";
import { type PipedJob, PolarsPipe } from "../../formats/polars-pipe.ts";
import { PolarsFailure } from "../../formats/polars-process.ts";
import { openShelf } from "../open-shelf.ts";
import { polarsCommand } from "../polars-command.ts";
import { shelfKey } from "./shelf-key.ts";

/** A query whose tables are there, until it is disposed. */
export interface Query extends AsyncDisposable {
	/**
	 * Answers it.
	 * @throws {InvalidQueryError} what polars has against it, in one line
	 * @throws {FileError} a file that cannot be read
	 */
	run<T>(
		job: Pick<PipedJob, "sink" | "rowLimit">,
		take: (pieces: AsyncIterable<readonly Piece[]>) => Promise<T>,
	): Promise<T>;
}

/**
 * Finds the tables that a query speaks of: what `named` says, keys on the
 * shelf, which are leased, and files, whose paths stand in quotes. Any word of
 * the query may be a name: one that is a key as well costs no more than its
 * lease.
 * @param named sources by name
 * @throws {FileError}, {NotFoundError} for what `named` says and is not there
 */
export async function openQuery(
	text: string,
	named: Readonly<Record<string, string>>,
	dir: string | undefined,
	signal: AbortSignal,
): Promise<Query> {
	await using stack = new AsyncDisposableStack();
	const leased: JobTable[] = [];
	const files = new Map<string, FileSource>();
	const shelf = await shelfIfThere(dir);
	if (shelf !== null) stack.use(shelf);
	const lease = async (name: string, key: string, from: Shelf) => {
		const { path } = stack.use(await from.open(key));
		leased.push({ name, path, format: "arrow" });
	};
	for (const [name, source] of Object.entries(named)) {
		const key = shelfKey(source);
		if (key === null) files.set(name, await openFile(source));
		else await lease(name, key, shelf ?? (await openShelf({ dir })));
	}
	for (const name of namesIn(text)) {
		if (Object.hasOwn(named, name)) continue;
		const isTable = shelf !== null && isKey(name) && (await has(shelf, name));
		if (isTable) await lease(name, name, shelf);
		else if (isFile(text, name)) files.set(name, await openFile(name));
	}
	const opened = stack.move();
	return {
		run: (job, take) => run(text, leased, files, { ...job }, signal, take),
		[Symbol.asyncDispose]: () => opened.disposeAsync(),
	};
}

async function run<T>(
	query: string,
	leased: readonly JobTable[],
	files: Map<string, FileSource>,
	job: Pick<PipedJob, "sink" | "rowLimit">,
	signal: AbortSignal,
	take: (pieces: AsyncIterable<readonly Piece[]>) => Promise<T>,
): Promise<T> {
	for (;;) {
		const read = [...files].map(([name, file]) => jobTableOf(file, name));
		using pipe = new PolarsPipe(polarsCommand());
		try {
			const tables = [...leased, ...read];
			return await take(pipe.pieces({ ...job, tables, query }, signal));
		} catch (error) {
			if (!(error instanceof PolarsFailure)) throw error;
			const { message } = error;
			const misread = [...files].find(
				([, { dialect }]) =>
					/^(could not parse|conversion from `str`|found more fields)/.test(
						message,
					) && dialect !== null,
			);
			if (misread === undefined) throw refusal(error);
			files.set(misread[0], await explainFailure(misread[1], error));
		}
	}
}

function refusal(error: PolarsFailure): InvalidQueryError {
	const [first = ""] = error.message.split("\n", 1);
	const missing = /^relation '(.*)' was not found/.exec(first)?.[1];
	const why =
		missing === undefined
			? first.replace(/^sql parser error: /, "")
			: `nothing is on the shelf as ${JSON.stringify(missing)}, and no file of that path stands in quotes`;
	return new InvalidQueryError(
		"invalid_query",
		`Cannot answer the query: ${why}`,
		{ cause: error },
	);
}

/** A file's table, lines with fields missing refused: polars would fill them
 * with nulls. */
async function openFile(path: string): Promise<FileSource> {
	const source = await openFileSource(
		await detectFile({ name: path, path }, {}),
		{},
	);
	const { dialect } = source;
	return dialect === null ? source : await checkRecords(source, dialect, -1);
}

/** Words and what stands in quotes of any kind, each once. */
function namesIn(text: string): Set<string> {
	const names = new Set<string>();
	for (const [, ...parts] of text.matchAll(
		/"([^"]+)"|'([^']+)'|`([^`]+)`|([\w.:-]+)/g,
	)) {
		const name = parts.find((part) => part !== undefined);
		if (name !== undefined) names.add(name);
	}
	return names;
}

/** Whether a name stands in quotes where a table can, and a file is there. */
function isFile(text: string, name: string): boolean {
	const quoted = [`"${name}"`, `'${name}'`, `\`${name}\``];
	const isPlaced = quoted.some((part) =>
		/(from|join|,)\s*$/i.test(text.slice(0, Math.max(0, text.indexOf(part)))),
	);
	return isPlaced && existsSync(name);
}

async function has(shelf: Shelf, key: string): Promise<boolean> {
	return (await shelf.list({ glob: key })).some(({ kind }) => kind === "table");
}

async function shelfIfThere(dir: string | undefined): Promise<Shelf | null> {
	try {
		return await openShelf({ dir });
	} catch (error) {
		if (error instanceof ConnectionError && error.code === "no_daemon") {
			return null;
		}
		throw error;
	}
}
