import { readFileSync, statSync } from "node:fs";
import type { FileSource } from "./file-source.ts";
import { JsonScanner } from "./json-scanner.ts";
import { textStream } from "./text-stream.ts";

/** What is read again as a whole to say what is wrong; a larger JSON file gets
 * polars' own words. */
const mostJsonBytes = 256 * 1024 * 1024;

/**
 * Says what is wrong with an NDJSON or JSON file that polars could not read,
 * and where; null where nothing is found.
 * @param said by polars
 */
export async function explainJson(
	source: FileSource,
	said: string,
): Promise<string | null> {
	return source.format === "ndjson" ? lines(source) : whole(source, said);
}

async function lines({
	path,
	compression,
}: FileSource): Promise<string | null> {
	const scanner = new JsonScanner("line");
	const decoder = new TextDecoder("utf-8", { fatal: true });
	let line = 0;
	let rest = "";
	try {
		for await (const piece of textStream(path, compression)) {
			const texts = (rest + decoder.decode(piece, { stream: true })).split(
				"\n",
			);
			rest = texts.pop() ?? "";
			for (const text of texts) {
				line += 1;
				const why = text.trim() === "" ? null : scanner.add(text, line);
				if (why !== null) return why;
			}
		}
	} catch {
		// What the system or the packed data has against it, polars has said.
		return null;
	}
	const why = rest.trim() === "" ? null : scanner.add(rest, line + 1);
	return why ?? scanner.end();
}

/** An array of objects; where it is no JSON, polars says at which byte. */
function whole({ path, compression }: FileSource, said: string): string | null {
	if (compression !== null || statSync(path).size > mostJsonBytes) return null;
	const bytes = readFileSync(path);
	let rows: unknown;
	try {
		rows = JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		const at = /at character (\d+)/.exec(said)?.[1];
		if (at === undefined) return null;
		const before = new TextDecoder().decode(bytes.subarray(0, Number(at)));
		const last = before.split("\n");
		return `line ${last.length}, character ${(last.at(-1) ?? "").length + 1}: it is no JSON`;
	}
	const scanner = new JsonScanner("row");
	for (const [index, row] of (Array.isArray(rows) ? rows : [rows]).entries()) {
		const why = scanner.add(JSON.stringify(row), index + 1);
		if (why !== null) return why;
	}
	return scanner.end();
}
