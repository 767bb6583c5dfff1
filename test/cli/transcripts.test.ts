/**
 * Everyday uses and mistakes, as they stand in a terminal: each file of
 * transcripts/ is typed line by line at the executable, and all that it shows
 * must be what the file says. What differs from run to run is named in `vague`.
 * `ARROWSHELF_TRANSCRIPTS=write bun test test/cli/transcripts.test.ts` writes
 * them anew; read the difference before you commit it.
 */
import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "../helpers/executable.ts";
import { randomFrom, writeColumns } from "../helpers/points.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import {
	type Exchange,
	readTranscript,
	runInTerminal,
	writeTranscript,
} from "../helpers/transcript.ts";

setDefaultTimeout(120_000);

const directory = join(import.meta.dir, "transcripts");
const files = readdirSync(directory).filter((name) => name.endsWith(".txt"));
const isWriting = process.env.ARROWSHELF_TRANSCRIPTS === "write";

/** What no two runs share. */
const vague: readonly [pattern: RegExp, name: string][] = [
	[/\b\d+ min \d+ s\b|\b[\d.]+ m?s\b/g, "<time>"],
	[/\bjust now\b|<time> ago\b/g, "<age>"],
	[/\bpid \d+\b/g, "pid <pid>"],
	// A graph that several threads build differs a little each time.
	[/\befSearch \d+\b/g, "efSearch <effort>"],
	[/\b[\d.,]+( million| thousand)? points\/s/g, "<rate> points/s"],
	[/(?<=^capacity +|^free +| of |, )[\d.]+ [MG]iB\b/gm, "<size>"],
];

test.each(files)("a terminal shows what %s says", async (name) => {
	const path = join(directory, name);
	const written = readTranscript(await Bun.file(path).text());
	using place = temporaryDirectory();
	prepare(place.file);
	const dir = place.file("shelf");
	const seen: Exchange[] = [];
	try {
		for (const { command } of written.exchanges) {
			const shown = await runInTerminal(command, place.path, {
				ARROWSHELF_DIR: dir,
			});
			seen.push({ command, shown: withoutVague(shown, place.path) });
		}
	} finally {
		await run(["stop"], { dir });
	}
	if (isWriting) {
		await Bun.write(path, writeTranscript(written.comment, seen));
		return;
	}
	for (const [index, exchange] of seen.entries()) {
		expect(exchange).toEqual(written.exchanges[index] as Exchange);
	}
});

test("the transcripts are forty commands and more, without a stack trace", async () => {
	const texts = await Promise.all(
		files.map((name) => Bun.file(join(directory, name)).text()),
	);
	const commands = texts.flatMap((text) => readTranscript(text).exchanges);
	expect(commands.length).toBeGreaterThanOrEqual(40);
	for (const { shown } of commands) {
		expect(shown).not.toMatch(/^ +at |Unexpected error|\/\$bunfs\//m);
	}
});

/** What a person has in the directory: the same in each run. */
function prepare(file: (name: string) => string): void {
	const random = randomFrom(7);
	const axis = () => Float64Array.from({ length: 1000 }, random);
	writeColumns(file("points.arrow"), { x: axis(), y: axis(), z: axis() });
}

function withoutVague(shown: string, place: string): string {
	return vague.reduce(
		(text, [pattern, replacement]) => text.replace(pattern, replacement),
		shown.replaceAll(place, "<here>"),
	);
}
