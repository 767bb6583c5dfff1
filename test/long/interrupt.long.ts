/**
 * How long a search takes to end after Ctrl-C, at moments spread over all of
 * it: packing, building a tree, searching it and writing what was found. The
 * times are told, not asserted: they depend on the machine. What is asserted is
 * that it ends as one that was interrupted, and leaves no partial file.
 */
import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, rmSync } from "node:fs";
import { start } from "../helpers/executable.ts";
import { linesOf } from "../helpers/lines-of.ts";
import { writePoints } from "../helpers/points.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import { until } from "../helpers/until.ts";

setDefaultTimeout(600_000);

const rows = 3_000_000;
const moments = 24;
/** Of the whole run: a later one might be over first. */
const lastMoment = 0.85;

/** A line of `--verbose`, which a phase says as it ends. */
interface PhaseEnd {
	readonly phase: string;
	readonly atMs: number;
}

test.each(["near.parquet", "near.arrow"])(
	"Ctrl-C ends a search into %s at any moment",
	async (name) => {
		using directory = temporaryDirectory();
		const points = directory.file("points.arrow");
		const near = directory.file(name);
		writePoints(points, rows);
		const argv = ["knn", points, "-k", "10", "--index", "exact", "-o", near];
		await phasesOf(argv); // warms the caches
		rmSync(near);
		const { ends, wholeMs } = await phasesOf(argv);
		rmSync(near);
		for (let moment = 1; moment <= moments; moment++) {
			const atMs = (wholeMs * lastMoment * moment) / moments;
			const child = start(argv);
			const startedAt = performance.now();
			await until(() => performance.now() - startedAt >= atMs, wholeMs);
			const killedAt = performance.now();
			child.kill("SIGINT");
			const exitCode = await child.exited;
			const tookMs = performance.now() - killedAt;
			expect([exitCode, readdirSync(directory.path)]).toEqual([
				130,
				["points.arrow"],
			]);
			const { phase } = ends.find((end) => end.atMs > atMs) ?? { phase: "end" };
			console.log(
				`${name}, ${Math.round(atMs)} ms, ${phase}: ended after ${Math.round(tookMs)} ms`,
			);
		}
	},
);

/** Runs it to its end, and sees when its phases do. */
async function phasesOf(
	argv: readonly string[],
): Promise<{ readonly ends: readonly PhaseEnd[]; readonly wholeMs: number }> {
	const child = start([...argv, "--verbose"]);
	const startedAt = performance.now();
	const ends: PhaseEnd[] = [];
	for await (const line of linesOf(child.stderr)) {
		const [phase = ""] = line.split(" ");
		ends.push({ phase, atMs: performance.now() - startedAt });
	}
	expect(await child.exited).toBe(0);
	const wholeMs = performance.now() - startedAt;
	const told = ends.map(({ phase, atMs }) => `${phase} ${Math.round(atMs)} ms`);
	console.log(`To the end of ${told.join(", ")}`);
	return { ends, wholeMs };
}
