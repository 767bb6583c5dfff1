import type { ArrowFile } from "../arrow/file.ts";
import type { Piece } from "../arrow/layout.ts";
import { checkRecords, explainFailure } from "./explain-failure.ts";
import { type FileSource, jobTableOf } from "./file-source.ts";
import { hasOtherNames } from "./has-other-names.ts";
import { PolarsPipe } from "./polars-pipe.ts";

/** One way of reading a file, to be tried. */
export interface ReadAttempt {
	/** The table as an Arrow IPC file. */
	readonly pieces: AsyncGenerator<Piece[]>;
	/**
	 * Looks at what was written, before anybody else does.
	 * @throws {FileError} `unreadable`: the source was not as it should be
	 */
	check(file: ArrowFile): Promise<void>;
}

export interface ReadControl {
	/** Starts a process of polars. */
	readonly command: readonly string[];
	/** One that was started before the source was known; taken over. */
	readonly pipe?: PolarsPipe | undefined;
	readonly signal?: AbortSignal | undefined;
}

/** The file has to be read again, in another way. */
class ReadAgain extends Error {
	readonly source: FileSource;

	constructor(source: FileSource) {
		super("Read again");
		this.source = source;
	}
}

/**
 * Reads the table of a file that is no Arrow IPC file. Where it turns out not to
 * be as its beginning is, a column of whole numbers with others in it after all,
 * or names in JSON that did not stand there, it is read again.
 * @param take writes one attempt; what it threw for a failed one is undone
 * @throws {FileError} `unreadable`, with the line where it is known
 * @throws what `take` throws
 */
export async function readTable<T>(
	source: FileSource,
	{ command, pipe, signal }: ReadControl,
	take: (attempt: ReadAttempt) => Promise<T>,
): Promise<T> {
	let started = pipe;
	for (let now = source; ; started = undefined) {
		try {
			using polars = started ?? new PolarsPipe(command);
			return await take(attempt(now, polars, signal));
		} catch (error) {
			now =
				error instanceof ReadAgain
					? error.source
					: await explainFailure(now, error);
		}
	}
}

function attempt(
	source: FileSource,
	polars: PolarsPipe,
	signal: AbortSignal | undefined,
): ReadAttempt {
	const { dialect } = source;
	const tables = [jobTableOf(source, "table")];
	const looking = hasOtherNames(source, signal);
	looking.catch(() => {}); // it is awaited when all is written
	return {
		pieces: polars.pieces({ tables, sink: { format: "arrow" } }, signal),
		async check(file) {
			if (await looking) throw new ReadAgain({ ...source, sample: undefined });
			if (dialect === null || !hasNullsAtEnd(file)) return;
			const again = await checkRecords(source, dialect, file.rowCount, signal);
			if (again !== source) throw new ReadAgain(again);
		},
	};
}

/** A record with fields too few has a null in the last column. */
function hasNullsAtEnd({ schema, batches }: ArrowFile): boolean {
	const node = schema.length - 1;
	return batches.some(({ nodes }) => (nodes[2 * node + 1] ?? 0) > 0);
}
