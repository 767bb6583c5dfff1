import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { connect } from "../../../src/index.ts";
import { output, run, serve, start } from "../../helpers/executable.ts";
import { linesOf } from "../../helpers/lines-of.ts";
import { writePoints } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";
import { startInTerminal } from "../../helpers/terminal.ts";

setDefaultTimeout(60_000);

/** A shelf of its own, with a small and a large table. */
async function shelfOfTwo() {
	const directory = temporaryDirectory();
	const [dir, file] = [directory.file("shelf"), directory.file("in.arrow")];
	const daemon = await serve(dir);
	for (const [key, rows] of [
		["a-small", 10],
		["b-large", 50_000],
	] as const) {
		writePoints(file, rows);
		await output(["put", file, "--key", key], { dir });
	}
	return {
		dir,
		async [Symbol.asyncDispose]() {
			await daemon[Symbol.asyncDispose]();
			directory[Symbol.dispose]();
		},
	};
}

describe("top", () => {
	test("draws the shelf until q, and s sorts by another order", async () => {
		await using shelf = await shelfOfTwo();
		const top = startInTerminal(["top", "--interval", "100ms"], {
			ARROWSHELF_DIR: shelf.dir,
		});
		const bySize = /b-large[^\n]+50,000[\s\S]*a-small[\s\S]*by size/;
		expect(await top.shows(bySize)).toStartWith("\u001b[?1049h");
		for (const order of ["leases", "used", "key"]) {
			top.type("s");
			await top.shows(new RegExp(`by ${order};`));
		}
		await top.shows(/a-small[^\n]+\n[^\n]*b-large[^\n]+\n[^\n]*by key/);
		top.type("q");
		expect(await top.exited).toBe(0);
		expect(top.text()).toEndWith("\u001b[?1049l");
	});

	test("gives the terminal back at Ctrl-C", async () => {
		await using shelf = await shelfOfTwo();
		const top = startInTerminal(["top"], { ARROWSHELF_DIR: shelf.dir });
		await top.shows(/q ends/);
		top.type("\u0003");
		expect(await top.exited).toBe(130);
		expect(top.text()).toContain("\u001b[?1049l");
	});

	test("off a terminal shows the shelf once, with who holds what", async () => {
		await using shelf = await shelfOfTwo();
		await using reader = await connect({ dir: shelf.dir, autostart: false });
		using _ = await reader.get("b-large");
		const { exitCode, stdout } = await run(["top", "--sort", "key"], {
			dir: shelf.dir,
		});
		expect(exitCode).toBe(0);
		expect(stdout).toMatch(
			/^arrowshelf .+ connected\n[█▒░]+ {2}.+ free\n2 objects, 1 lease\n\nKEY/,
		);
		const held = `${process.pid} .+`;
		expect(stdout).toMatch(
			new RegExp(`\na-small .+\nb-large .+ 50,000 +1 .+ ${held}\n$`),
		);
	});

	test("--json prints an object each time", async () => {
		await using shelf = await shelfOfTwo();
		const child = start(["top", "--json", "--interval", "50ms"], {
			dir: shelf.dir,
		});
		const lines = linesOf(child.stdout);
		for (let i = 0; i < 2; i++) {
			const state = JSON.parse((await lines.next()).value ?? "");
			expect(state).toMatchObject({
				time: expect.any(String),
				status: { objects: 2, capacity: expect.any(Number) },
				objects: [{ key: "a-small" }, { key: "b-large" }],
			});
		}
		child.kill("SIGINT");
		expect(await child.exited).toBe(130);
	});
});
