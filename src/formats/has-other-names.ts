import { cancelledBy } from "../errors.ts";
import type { FileSource } from "./file-source.ts";
import { JsonNameScanner } from "./json-name-scanner.ts";
import { textStream } from "./text-stream.ts";

/**
 * Whether NDJSON has names beyond those in its sample; false also where there is
 * none, or no more rows are wanted than the first.
 * @throws {Error} the system's, or that the packed data is damaged
 * @throws {CancelledError} when the signal is aborted
 */
export async function hasOtherNames(
	{ path, compression, sample, firstRows }: FileSource,
	signal: AbortSignal | undefined,
): Promise<boolean> {
	if (sample === undefined || firstRows !== undefined) return false;
	const scanner = new JsonNameScanner(sample.names);
	for await (const piece of textStream(path, compression)) {
		if (signal?.aborted) throw cancelledBy(signal, "reading");
		if (scanner.add(piece)) return true;
	}
	return scanner.end();
}
