/**
 * How long every work takes to end after Ctrl-C, at random moments of all of
 * it. The times are told, not asserted: they depend on the machine. What is
 * asserted is that it ends as one that was interrupted, and leaves no partial
 * file, nothing on the shelf and no memory of it.
 */
import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { output, serve, start } from "../helpers/executable.ts";
import { linesOf } from "../helpers/lines-of.ts";
import { randomFrom, writeColumns } from "../helpers/points.ts";
import { writeVectors } from "../helpers/write-vectors.ts";

setDefaultTimeout(900_000);

const rows = 3_000_000;
const moments = 12;
const random = randomFrom(20);

/** A command line; `IN/` and `OUT/` stand for directories. */
const works: readonly string[] = [
	"knn IN/points.arrow --index exact",
	"knn IN/points.arrow --index exact -o OUT/near.parquet",
	"knn IN/points.arrow --index exact -o OUT/near.parquet --sorted",
	"knn IN/points.arrow --index exact -o OUT/near.arrow",
	"knn IN/points.arrow --index exact -o OUT/near.csv",
	"knn IN/points.arrow --index exact -o shelf:near",
	"knn IN/points.arrow --index exact --where x<0.5 -o OUT/near.arrow",
	"knn IN/points.arrow --radius 0.01",
	"knn IN/points.arrow --radius 0.01 -o OUT/near.arrow",
	"knn IN/points.arrow --radius 0.01 -o OUT/near.parquet",
	"knn IN/points.arrow --radius 0.01 -o shelf:near",
	"knn IN/points.arrow --index ivf --nlist 2000 --nprobe 8 -o OUT/near.arrow",
	"knn IN/vectors.arrow --index flat -o OUT/near.arrow",
	"knn IN/vectors.arrow --index hnsw -o OUT/near.arrow",
	"knn IN/vectors.arrow --index ivf --nlist 4000 --nprobe 32 -o OUT/near.arrow",
	"cluster IN/points.arrow --eps 0.01 -o OUT/clusters.arrow",
	"cluster IN/points.arrow --method kmeans -k 50 -o OUT/clusters.arrow",
	"outliers IN/points.arrow -o OUT/outliers.arrow",
	"outliers IN/points.arrow --method lof -o OUT/outliers.arrow",
	"hotspots IN/points.arrow --cell 0.0001 --min-count 1 -o OUT/cells.arrow",
	"heatmap IN/points.arrow --columns x,y -o OUT/map.png --size 4000x4000",
	"index build shelf:points --key index --index ivf --nlist 2000 --nprobe 8",
	"index build shelf:points --key index --index exact",
	"put IN/points.csv --key again",
	"put IN/points.arrow --key again",
	"get points -o OUT/points.csv",
	"get points -o OUT/points.parquet",
	"describe IN/points.csv",
	"head IN/points.csv",
	`sql 'select x,sum(y) from "IN/points.csv" group by x' -o OUT/sums.csv`,
	"sql 'select x,sum(y) from points group by x order by x' --key sums",
];

test("Ctrl-C ends every work at any moment", async () => {
	await using stack = new AsyncDisposableStack();
	const directory = stack.adopt(mkdtempSync("/dev/shm/as-interrupt-"), (path) =>
		rmSync(path, { recursive: true }),
	);
	const [inputs, outputs] = ["in", "out"].map((name) => join(directory, name));
	const dir = join(directory, "shelf");
	await makeInputs(`${inputs}`, `${outputs}`);
	stack.use(await serve(dir));
	const points = `${inputs}/points.arrow`;
	await output(["put", points, "--key", "points"], { dir });
	await output(["get", "points", "-o", `${inputs}/points.csv`], { dir });
	const told: string[] = [];
	for (const work of works) {
		const argv = argumentsOf(work)
			.map((argument) => argument.replaceAll("IN/", `${inputs}/`))
			.map((argument) => argument.replaceAll("OUT/", `${outputs}/`));
		await leftBy(argv, dir, `${outputs}`); // warms the caches
		const { ends, wholeMs } = await leftBy(argv, dir, `${outputs}`);
		const times: { readonly tookMs: number; readonly phase: string }[] = [];
		for (let moment = 0; moment < moments; moment++) {
			const atMs = wholeMs * random();
			const tookMs = await interrupted(argv, dir, atMs);
			if (tookMs === null) {
				await takeAway(dir, `${outputs}`);
				continue;
			}
			const { phase } = ends.find((end) => end.atMs > atMs) ?? { phase: "end" };
			times.push({ tookMs, phase });
			expect([work, readdirSync(`${outputs}`)]).toEqual([work, []]);
		}
		expect([work, await keysOf(dir)]).toEqual([work, ["points"]]);
		times.sort((a, b) => b.tookMs - a.tookMs);
		const list = times.map(
			({ tookMs, phase }) => `${Math.round(tookMs)} ${phase}`,
		);
		told.push(`${work} (${Math.round(wholeMs)} ms): ${list.join(", ")}`);
		console.log(told.at(-1));
	}
});

/** Words, those in quotes as they are. */
function argumentsOf(work: string): string[] {
	return [...work.matchAll(/'([^']*)'|(\S+)/g)].map(
		([, quoted, plain]) => quoted ?? plain ?? "",
	);
}

async function makeInputs(inputs: string, outputs: string): Promise<void> {
	mkdirSync(inputs);
	mkdirSync(outputs);
	const axis = () => Float64Array.from({ length: rows }, random);
	writeColumns(`${inputs}/points.arrow`, { x: axis(), y: axis(), z: axis() });
	const values = Float32Array.from({ length: 128 * 30_000 }, random);
	writeVectors(`${inputs}/vectors.arrow`, values, 128);
}

/** A line of `--verbose`, which a phase says as it ends. */
interface PhaseEnd {
	readonly phase: string;
	readonly atMs: number;
}

/** Runs it to its end, sees when its phases do, and takes away what it made. */
async function leftBy(
	argv: readonly string[],
	dir: string,
	outputs: string,
): Promise<{ readonly ends: readonly PhaseEnd[]; readonly wholeMs: number }> {
	const startedAt = performance.now();
	const child = start([...argv, "--verbose"], { dir });
	const ends: PhaseEnd[] = [];
	const said = (async () => {
		for await (const line of linesOf(child.stderr)) {
			const [phase = ""] = line.split(" ");
			ends.push({ phase, atMs: performance.now() - startedAt });
		}
	})();
	await new Response(child.stdout).text();
	await said;
	expect([argv, await child.exited]).toEqual([argv, 0]);
	const wholeMs = performance.now() - startedAt;
	await takeAway(dir, outputs);
	return { ends, wholeMs };
}

/** What a work that was not interrupted has made. */
async function takeAway(dir: string, outputs: string): Promise<void> {
	for (const name of readdirSync(outputs)) rmSync(join(outputs, name));
	const made = (await keysOf(dir)).filter((key) => key !== "points");
	if (made.length > 0) await output(["rm", ...made], { dir });
}

/** How long it takes to end; null: it had ended before. */
async function interrupted(
	argv: readonly string[],
	dir: string,
	atMs: number,
): Promise<number | null> {
	const startedAt = performance.now();
	const child = start(argv, { dir });
	const said = new Response(child.stdout).text();
	await sleep(Math.max(0, atMs - (performance.now() - startedAt)));
	const killedAt = performance.now();
	child.kill("SIGINT");
	const exitCode = await child.exited;
	const tookMs = performance.now() - killedAt;
	if (exitCode === 0) return null;
	expect([argv, exitCode, await said]).toEqual([argv, 130, ""]);
	return tookMs;
}

async function keysOf(dir: string): Promise<string[]> {
	const listed = JSON.parse(await output(["ls", "--json"], { dir }));
	return listed.map(({ key }: { readonly key: string }) => key);
}
