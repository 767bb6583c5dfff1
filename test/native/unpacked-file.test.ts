import { describe, expect, test } from "bun:test";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	statSync,
	truncateSync,
} from "node:fs";
import { join } from "node:path";
import { output } from "../helpers/executable.ts";
import { writePoints } from "../helpers/points.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

/** A search by the executable, where `TMPDIR` is a directory of its own. */
async function search(place: ReturnType<typeof temporaryDirectory>) {
	const file = place.file("in.arrow");
	if (!existsSync(file)) writePoints(file, 2000);
	const env = { TMPDIR: place.path };
	const summary = await output(["knn", file, "--json"], { env });
	expect(JSON.parse(summary).rows).toBe(2000);
}

describe("unpackedFile()", () => {
	test("unpacks the library once, for the user alone", async () => {
		using place = temporaryDirectory();
		await search(place);
		const directory = place.file(`arrowshelf-${process.getuid?.()}`);
		const names = readdirSync(directory).sort();
		expect(names).toEqual([
			expect.stringMatching(/^libarrowshelf-\w+\.so$/),
			expect.stringMatching(/^libgomp\.so-\w+\.1$/),
		]);
		expect(statSync(directory).mode & 0o777).toBe(0o700);
		const library = join(directory, names[0] ?? "");
		expect(statSync(library).mode & 0o777).toBe(0o600);
		const { ino } = statSync(library);
		await search(place);
		expect(statSync(library).ino).toBe(ino);
		// Cut off, it would be the end of the process that opens it.
		truncateSync(library, 1000);
		await search(place);
		expect(statSync(library).size).toBeGreaterThan(1000);
	});

	test("uses no directory that is open to others", async () => {
		using place = temporaryDirectory();
		const directory = place.file(`arrowshelf-${process.getuid?.()}`);
		mkdirSync(directory);
		chmodSync(directory, 0o777);
		await search(place);
		expect(readdirSync(directory)).toEqual([]);
	});
});
