import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { output, run, serve } from "../../helpers/executable.ts";
import { writePoints } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

// Several processes a test, and all of them beside other tests' work.
setDefaultTimeout(60_000);

describe("put --ttl --pin --meta, touch, ls", () => {
	test("show what was asked, and touch changes it", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
		writePoints(file, 10);
		await using _ = await serve(dir);
		const put = ["put", file, "--key", "points", "--ttl", "2h", "--pin"];
		await output([...put, "--meta", "unit=m", "--meta", "of=a=b, c"], { dir });
		expect(await output(["ls"], { dir })).toMatch(
			/EXPIRES +MARKS\npoints .* in 1 h 59 min +pinned\n$/,
		);
		const touch = async (...argv: string[]) =>
			JSON.parse(await output(["touch", "points", "--json", ...argv], { dir }));
		const metadata = { unit: "m", of: "a=b, c" };
		const first = await touch();
		expect(first).toMatchObject({ key: "points", pinned: true, metadata });
		expect(Date.parse(first.expires)).toBeLessThan(Date.now() + 2 * 3600e3);
		expect(await touch("--ttl", "never", "--unpin")).toMatchObject({
			expires: null,
			pinned: false,
			metadata,
		});
		const later = await touch("--ttl", "3h", "--meta", "unit=km");
		expect(later.metadata).toEqual({ unit: "km" });
		expect(Date.parse(later.expires)).toBeGreaterThan(Date.now() + 2 * 3600e3);
		expect((await touch("--pin", "--clear-meta")).metadata).toEqual({});
		const [listed] = JSON.parse(await output(["ls", "--json"], { dir }));
		expect(listed).toMatchObject({
			pinned: true,
			spilled: false,
			expires: later.expires,
		});
	});

	test("touch shows the table, its metadata without control characters", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
		writePoints(file, 10);
		await using _ = await serve(dir);
		const put = ["put", file, "--key", "points", "--meta", "unit=m"];
		await output([...put, "--meta", "evil=\x1b[2J"], { dir });
		const text = await output(["touch", "points"], { dir });
		const lines = text.trimEnd().split("\n");
		expect(lines.map((line) => line.slice(0, 9).trim())).toEqual(
			"key,version,kind,rows,columns,size,created,last used,expires,pinned,leases,metadata,"
				.split(",")
				.map((name) => name.slice(0, 9)),
		);
		for (const line of [
			/^rows +10$/m,
			/^expires +never$/m,
			/^pinned +no$/m,
			/^size +[\d.]+ \w+, in memory$/m,
			/^metadata +unit=m\n +evil="\\u001b\[2J"$/m,
		]) {
			expect(text).toMatch(line);
		}
	});

	test("touch of a missing key says so", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await using _ = await serve(dir);
		const { exitCode, stderr } = await run(["touch", "none"], { dir });
		expect(exitCode).toBe(1);
		expect(stderr).toMatch(/^arrowshelf: [^\n]*"none"[^\n]*\n$/);
	});

	const large = "v".repeat(17_000);
	test.each([
		[
			"put FILE --ttl never",
			'--ttl expects a duration such as 90s or 1h, got "never"',
		],
		["put FILE --ttl 0s", "--ttl expects a duration"],
		["put FILE --ttl -5s", "--ttl expects a duration"],
		["put FILE --ttl 4000d", "--ttl expects at most 3660 days, got 4000 d 0 h"],
		["put FILE --meta unit", '--meta expects NAME=VALUE, got "unit"'],
		["put FILE --meta a=1 --meta a=2", '--meta has "a" twice'],
		[`put FILE --meta a=${large}`, "at most 16384 bytes as JSON, got 17008"],
		["put FILE --tll 1h", "did you mean --ttl?"],
		["put FILE --pni", "did you mean --pin?"],
		["touch", "Missing KEY: touch needs the key of a table on the shelf"],
		["touch a b", 'Unexpected argument "b": touch takes only one KEY'],
		["touch a/b", 'Cannot use "a/b" as a key'],
		[
			"touch k --ttl",
			"Missing value: --ttl expects a duration such as 90s or 1h, or never",
		],
		["touch k --ttl soon", "a duration such as 90s or 1h, or never, got"],
		["touch k --ttl 9999d", "--ttl expects at most 3660 days"],
		["touch k --pin --unpin", "--pin and --unpin contradict each other"],
		["touch k --meta a=b --clear-meta", "--meta and --clear-meta contradict"],
		["touch k --unpn", "did you mean --unpin?"],
		["toch k", "did you mean touch?"],
	])(
		"%.40s is wrong usage, before a daemon is asked",
		async (line, message) => {
			using directory = temporaryDirectory();
			const file = directory.file("in.arrow");
			writePoints(file, 10);
			const argv = line.replace("FILE", file).split(" ");
			const finished = await run(argv, { dir: directory.file("shelf") });
			expect(finished.stderr).toContain(message);
			expect(finished.stderr).toMatch(/^arrowshelf: [^\n]+\n$/);
			expect([finished.exitCode, finished.stdout]).toEqual([2, ""]);
		},
	);
});
