import { describe, expect, test } from "bun:test";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	statSync,
	truncateSync,
	writeFileSync,
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

	test("unpacks polars' add-on once, and Bun does not a second time", async () => {
		using place = temporaryDirectory();
		const file = place.file("a.csv");
		writeFileSync(file, "a,b\n1,2\n");
		const head = () =>
			output(["head", file, "--json"], { env: { TMPDIR: place.path } });
		expect(JSON.parse(await head())).toEqual([{ a: 1, b: 2 }]);
		const directory = place.file(`arrowshelf-${process.getuid?.()}`);
		const [addOn = "", ...others] = readdirSync(directory);
		expect(addOn).toMatch(/^nodejs-polars\..*\.node$/);
		expect(others).toEqual([]);
		const { ino } = statSync(join(directory, addOn));
		await head();
		expect(statSync(join(directory, addOn)).ino).toBe(ino);
		expect(readdirSync(place.path).filter((name) => /bun/.test(name))).toEqual(
			[],
		);
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
