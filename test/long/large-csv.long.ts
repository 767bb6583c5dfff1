/** A CSV file of 5 GB goes onto the shelf in pieces. */
import { expect, test } from "bun:test";
import {
	closeSync,
	mkdtempSync,
	openSync,
	readFileSync,
	rmSync,
	writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatSize } from "../../src/format-size.ts";
import { executable, output, serve } from "../helpers/executable.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

const fileBytes = 5e9;
/** The table lies on the shelf; what the two processes have of their own is
 * what is bounded. */
const mostOwnBytes = 4 * 2 ** 30;

test("put of a CSV file of 5 GB takes bounded memory of its own", async () => {
	using directory = temporaryDirectory();
	// On disk, where there is one: memory is what is short.
	const scratch = mkdtempSync(join(tmpdir(), "arrowshelf-long-"));
	try {
		const file = join(scratch, "large.csv");
		const rows = writeLarge(file);
		const dir = directory.file("shelf");
		await using _ = await serve(dir);
		const child = Bun.spawn([executable, "put", file, "-k", "t", "--json"], {
			env: { ARROWSHELF_DIR: dir },
			stderr: "inherit",
		});
		const start = performance.now();
		const text = new Response(child.stdout).text();
		let peak = 0;
		while (child.exitCode === null) {
			peak = Math.max(peak, ownBytes(child.pid));
			await Bun.sleep(50);
		}
		const seconds = (performance.now() - start) / 1000;
		const sealed = JSON.parse(await text);
		console.log(
			`${formatSize(fileBytes)} of CSV in ${seconds.toFixed(1)} s: table of ${formatSize(sealed.bytes)}, peak of both processes ${formatSize(peak)}`,
		);
		expect(sealed.rows).toBe(rows);
		expect(peak).toBeGreaterThan(0);
		expect(peak).toBeLessThan(mostOwnBytes);
		const last = `select max(id) as id, count(*) as n from t`;
		expect(JSON.parse(await output(["sql", last, "--json"], { dir }))).toEqual([
			{ id: rows - 1, n: rows },
		]);
	} finally {
		rmSync(scratch, { recursive: true });
	}
}, 1_800_000);

/** @returns how many rows it has */
function writeLarge(file: string): number {
	const fd = openSync(file, "w");
	try {
		let written = writeSync(fd, "id,x,y,name\n");
		for (let row = 0; ; ) {
			let block = "";
			for (const end = row + 100_000; row < end; row++) {
				block += `${row},${row / 7},${row / 11},name ${row % 977}\n`;
			}
			written += writeSync(fd, block);
			if (written >= fileBytes) return row;
		}
	} finally {
		closeSync(fd);
	}
}

/** Memory that a process and its children share with nobody, bytes. */
function ownBytes(pid: number): number {
	try {
		const status = readFileSync(`/proc/${pid}/status`, "utf8");
		const children = readFileSync(
			`/proc/${pid}/task/${pid}/children`,
			"utf8",
		).split(" ");
		const own = Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
		return children
			.filter(Boolean)
			.reduce((sum, child) => sum + ownBytes(Number(child)), own);
	} catch {
		return 0; // it has ended
	}
}
