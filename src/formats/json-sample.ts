import type { DetectedFormat } from "./detect-format.ts";
import { type JsonNames, jsonNames } from "./json-names.ts";
import { textHead } from "./text-stream.ts";

/** The first lines of NDJSON, from which polars takes the types. */
export interface JsonSample {
	readonly lines: number;
	/** The names in them: others must not follow. */
	readonly names: JsonNames;
}

/** Some thousand lines, which take 30 ms; finding the types in all of 65 MB takes
 * polars 2.3 s, on one core, reading them 0.9 s. */
const sampleBytes = 1024 * 1024;

/**
 * Looks at the beginning of an NDJSON file; undefined: all of it is small, or the
 * beginning does not tell enough.
 */
export async function jsonSample({
	path,
	compression,
}: { readonly path: string } & DetectedFormat): Promise<
	JsonSample | undefined
> {
	const head = await textHead(path, compression, sampleBytes);
	if (head.byteLength < sampleBytes) return undefined;
	const text = new TextDecoder().decode(
		head.subarray(0, head.lastIndexOf(0x0a) + 1),
	);
	const names = jsonNames(text);
	if (names === null) return undefined;
	return { lines: text.split("\n").length - 1, names };
}
