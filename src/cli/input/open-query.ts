import { existsSync } from "node:fs";
import type { Piece } from "../../arrow/layout.ts";
import { indexIsNoTable } from "../../client/index-is-no-table.ts";
import type { Shelf } from "../../client/shelf.ts";
import { isKey } from "../../config.ts";
import { ConnectionError, type InvalidTableError } from "../../errors.ts";
import { explainFailure } from "../../formats/explain-failure.ts";
import {
	type FileSource,
	jobTableOf,
	type ReadOptions,
} from "../../formats/file-source.ts";
import type { JobTable } from "../../formats/polars-job.ts";
import { type PipedJob, PolarsPipe } from "../../formats/polars-pipe.ts";
import { PolarsFailure } from "../../formats/polars-process.ts";
import type { ObjectKind } from "../../protocol/messages.ts";
import { openShelf } from "../open-shelf.ts";
import { polarsCommand } from "../polars-command.ts";
import { checkJoins } from "./check-joins.ts";
import { checkStatement } from "./check-statement.ts";
import { namesIn } from "./names-in.ts";
import { openQueryFiles } from "./open-query-files.ts";
import { queryRefusal } from "./query-refusal.ts";
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
 * @param options how its files are read, each of them
 * @throws {InvalidQueryError} a statement that would change something, or that
 * polars would answer wrongly
 * @throws {UsageError} options of files where there is none
 * @throws {InvalidTableError} `named` says an index
 * @throws {FileError}, {NotFoundError} for what `named` says and is not there
 */
export async function openQuery(
	text: string,
	named: Readonly<Record<string, string>>,
	dir: string | undefined,
	options: ReadOptions,
	signal: AbortSignal,
): Promise<Query> {
	checkStatement(text);
	checkJoins(text);
	await using stack = new AsyncDisposableStack();
	// It starts while tables and files are looked for.
	let started: PolarsPipe | undefined = stack.use(
		new PolarsPipe(polarsCommand()),
	);
	const leased: JobTable[] = [];
	const files = new Map<string, string>();
	const indexes = new Map<string, InvalidTableError>();
	const shelf = await shelfIfThere(dir);
	if (shelf !== null) stack.use(shelf);
	const held = stack.use(new DisposableStack());
	const lease = async (name: string, key: string, from: Shelf) => {
		const { path } = await from.openTable(key, held);
		leased.push({ name, path, format: "arrow" });
	};
	for (const [name, source] of Object.entries(named)) {
		const key = shelfKey(source);
		if (key === null) files.set(name, source);
		else await lease(name, key, shelf ?? (await openShelf({ dir })));
	}
	for (const name of namesIn(text)) {
		if (Object.hasOwn(named, name)) continue;
		const kind = shelf === null ? null : await kindOf(shelf, name);
		if (shelf !== null && kind === "table") await lease(name, name, shelf);
		else if (isFile(text, name)) files.set(name, name);
		else if (shelf !== null && kind === "index") {
			const { metadata } = await shelf.stat(name);
			indexes.set(name, indexIsNoTable(name, metadata));
		}
	}
	const sources = await openQueryFiles(files, options, held, signal);
	const opened = stack.move();
	return {
		run(job, take) {
			const asked = { text, leased, files: sources, indexes, polars: started };
			started = undefined;
			return run(asked, { ...job }, signal, take);
		},
		[Symbol.asyncDispose]: () => opened.disposeAsync(),
	};
}

/** A query and what its words stand for. */
interface AskedQuery {
	readonly text: string;
	readonly leased: readonly JobTable[];
	readonly files: Map<string, FileSource>;
	/** Names of indexes, and what to say where one should be a table. */
	readonly indexes: ReadonlyMap<string, InvalidTableError>;
	/** For the first try. */
	readonly polars: PolarsPipe | undefined;
}

async function run<T>(
	{ text: query, leased, files, indexes, polars }: AskedQuery,
	job: Pick<PipedJob, "sink" | "rowLimit">,
	signal: AbortSignal,
	take: (pieces: AsyncIterable<readonly Piece[]>) => Promise<T>,
): Promise<T> {
	let isCautious = false;
	for (let started = polars; ; started = undefined) {
		const read = [...files].map(([name, file]) => jobTableOf(file, name));
		using pipe = started ?? new PolarsPipe(polarsCommand());
		try {
			const tables = [...leased, ...read];
			const asked = { ...job, tables, query, isCautious };
			return await take(pipe.pieces(asked, signal));
		} catch (error) {
			if (!(error instanceof PolarsFailure)) throw error;
			if (isUnforeseen(error) && !isCautious) {
				isCautious = true;
				continue;
			}
			const misread = [...files].find((file) => isMisread(file, error));
			if (misread === undefined) throw queryRefusal(error, query, indexes);
			files.set(misread[0], await explainFailure(misread[1], error));
		}
	}
}

/** Whether its planner made of the query what its engine has no work for: a join
 * by other comparisons than `=`, for one. */
function isUnforeseen({ isCrash, message }: PolarsFailure): boolean {
	return isCrash && message.includes("entered unreachable code");
}

/** Whether it is this file that could not be read. */
function isMisread(
	[name, { dialect }]: readonly [string, FileSource],
	{ message, table }: PolarsFailure,
): boolean {
	return (
		name === table ||
		(dialect !== null &&
			/^(could not parse|conversion from `str`|found more fields)/.test(
				message,
			))
	);
}

/** Whether a name stands in quotes where a table can, and a file is there. */
function isFile(text: string, name: string): boolean {
	const quoted = [`"${name}"`, `'${name}'`, `\`${name}\``];
	const isPlaced = quoted.some((part) =>
		/(from|join|,)\s*$/i.test(text.slice(0, Math.max(0, text.indexOf(part)))),
	);
	return isPlaced && existsSync(name);
}

async function kindOf(shelf: Shelf, name: string): Promise<ObjectKind | null> {
	if (!isKey(name)) return null;
	return (await shelf.list({ glob: name }))[0]?.kind ?? null;
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
