import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { executable, output, run, serve } from "../../helpers/executable.ts";
import { writePoints } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

// Several processes a test, and all of them beside other tests' work.
setDefaultTimeout(60_000);

describe("put, get, ls, rm, clear, usage, status", () => {
	test("a file comes back as it went in", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
		writePoints(file, 1000);
		await using _ = await serve(dir);
		expect(await output(["put", file, "--key", "points"], { dir })).toBe(
			"points\n",
		);
		const copy = directory.file("out.arrow");
		expect(await output(["get", "points", "-o", copy], { dir })).toBe("");
		expect(readFileSync(copy)).toEqual(readFileSync(file));
		const path = (await output(["get", "points", "--path"], { dir })).trim();
		expect(path).toBe(join(dir, "objects/points@1.arrow"));
		expect(readFileSync(path)).toEqual(readFileSync(file));
	});

	test("put starts the daemon, makes a key, and takes standard input", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
		writePoints(file, 10);
		try {
			const key = (await output(["put", file], { dir })).trim();
			expect(key).toMatch(/^[a-z0-9]+$/i);
			const stdin = readFileSync(file);
			await output(["put", "-", "--key", "piped"], { dir, stdin });
			const keys = JSON.parse(await output(["ls", "--json"], { dir }));
			expect(keys.map((o: { key: string }) => o.key).sort()).toEqual(
				[key, "piped"].sort(),
			);
		} finally {
			await run(["stop"], { dir });
		}
	});

	test("put - hears Ctrl-C while nothing comes", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await using _ = await serve(dir);
		const child = Bun.spawn([executable, "put", "-"], {
			env: { ARROWSHELF_DIR: dir },
			stdin: "pipe",
			stderr: "pipe",
		});
		// More than a pipe holds: when it is gone, somebody reads, who listens for
		// Ctrl-C before that.
		child.stdin.write(Buffer.alloc(1024 * 1024, "x"));
		await child.stdin.flush();
		child.kill("SIGINT");
		expect(await child.exited).toBe(130);
		expect(await new Response(child.stderr).text()).toBe(
			"arrowshelf: Interrupted\n",
		);
	});

	test("--json has the fields of the contract", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
		writePoints(file, 10);
		await using _ = await serve(dir);
		const json = async (...argv: string[]) =>
			JSON.parse(await output([...argv, "--json"], { dir }));

		const put = await json("put", file, "--key", "points");
		expect(put).toEqual({
			key: "points",
			version: 1,
			kind: "table",
			bytes: readFileSync(file).byteLength,
			rows: 10,
		});
		const [listed, ...others] = await json("ls", "poi*");
		expect(others).toEqual([]);
		expect(Object.keys(listed)).toEqual(
			"key version kind bytes rows columns created last_used expires pinned spilled leases".split(
				" ",
			),
		);
		expect(listed).toMatchObject({ ...put, columns: 3, leases: 0 });
		expect(await json("ls", "nothing*")).toEqual([]);
		const usage = await json("usage");
		const usageFields =
			"capacity used free pending recycled spilled objects leases holders loop_delay_ms".split(
				" ",
			);
		expect(Object.keys(usage)).toEqual(usageFields);
		expect(usage).toMatchObject({ objects: 1, leases: 0, holders: [] });
		const status = await json("status");
		expect(Object.keys(status).sort()).toEqual(
			[
				..."pid version protocol dir socket uptime_s connections when_full spill_dir".split(
					" ",
				),
				...usageFields,
			].sort(),
		);
		expect(status.dir).toBe(dir);
	});

	test("tables for people name what is there", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
		writePoints(file, 1000);
		await using _ = await serve(dir);
		await output(["put", file, "--key", "points"], { dir });
		expect(await output(["ls"], { dir })).toMatch(
			/^KEY +VERSION +ROWS +COLUMNS +SIZE +LEASES +CREATED\npoints +1 +1,000 +3 +24\.\d KiB +0 +\S.*\n$/,
		);
		expect(await output(["usage"], { dir })).toMatch(/^used +24\.\d KiB$/m);
		expect(await output(["status"], { dir })).toMatch(/^daemon +arrowshelf /m);
	});

	test("put refuses a taken key, and --replace makes a new version", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
		writePoints(file, 10);
		await using _ = await serve(dir);
		await output(["put", file, "--key", "points"], { dir });
		const refused = await run(["put", file, "--key", "points"], { dir });
		expect(refused.exitCode).toBe(1);
		expect(refused.stderr).toMatch(/^arrowshelf: [^\n]*"points"[^\n]*\n$/);
		const again = ["put", file, "--key", "points", "--replace", "--json"];
		expect(JSON.parse(await output(again, { dir })).version).toBe(2);
	});

	test("rm takes all of its keys or none", async () => {
		using directory = temporaryDirectory();
		const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
		writePoints(file, 10);
		await using _ = await serve(dir);
		for (const key of ["a", "b", "c"]) {
			await output(["put", file, "--key", key], { dir });
		}
		const refused = await run(["rm", "a", "nothing"], { dir });
		expect(refused.exitCode).toBe(1);
		expect(refused.stderr).toContain('"nothing"');
		await output(["rm", "a", "b"], { dir });
		const left = JSON.parse(await output(["ls", "--json"], { dir }));
		expect(left.map((o: { key: string }) => o.key)).toEqual(["c"]);
		await output(["clear", "--yes"], { dir });
		expect(JSON.parse(await output(["ls", "--json"], { dir }))).toEqual([]);
		expect(readdirSync(join(dir, "objects"))).toEqual([]);
	});

	test("get of a missing key leaves no file", async () => {
		using directory = temporaryDirectory();
		const dir = directory.file("shelf");
		await using _ = await serve(dir);
		const copy = directory.file("out.arrow");
		const { exitCode, stderr } = await run(["get", "none", "-o", copy], {
			dir,
		});
		expect(exitCode).toBe(1);
		expect(stderr).toMatch(/^arrowshelf: [^\n]*"none"[^\n]*\n$/);
		expect(readdirSync(directory.path)).toEqual(["shelf"]);
	});
});
