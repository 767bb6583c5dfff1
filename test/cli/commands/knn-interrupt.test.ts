/** Ctrl-C while a long native call runs. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { layoutColumns } from "../../../src/arrow/layout-columns.ts";
import { writePieces } from "../../../src/segments/write.ts";
import { start } from "../../helpers/executable.ts";
import { randomFrom } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";
import { until } from "../../helpers/until.ts";

setDefaultTimeout(60_000);

const rows = 100_000;
const dimension = 128;

/** Clock ticks of a process on all its threads, 100 a second. */
function ticksOf(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	return Number(fields[11]) + Number(fields[12]);
}

function writeVectors(path: string): void {
	const values = Float32Array.from({ length: rows * dimension }, randomFrom(1));
	const child = { kind: "float", bits: 32 } as const;
	const type = { kind: "fixed_size_list", size: dimension } as const;
	const column = { name: "v", type, child, values };
	const fd = openSync(path, "w");
	try {
		writePieces(fd, layoutColumns([column], rows));
	} finally {
		closeSync(fd);
	}
}

/** Of work that takes minutes, if nobody ends it. */
const ticksInTheMiddle = 200;

test.each([
	["training", ["--index", "ivf", "--nlist", "60000", "--nprobe", "1"]],
	["FAISS's training", ["--index", "factory:IVF60000,PQ16"]],
	["building an HNSW index", ["--index", "hnsw"]],
	["a flat search", ["--index", "flat", "-k", "1000"]],
])("SIGINT in the middle of %s ends it, and leaves nothing", async (_, how) => {
	using directory = temporaryDirectory();
	const file = directory.file("vectors.arrow");
	writeVectors(file);
	const argv = ["knn", file, ...how, "-o", directory.file("near.arrow")];
	const child = start([...argv, "--cores", "2"]);
	await until(() => ticksOf(child.pid) > ticksInTheMiddle);
	child.kill("SIGINT");
	expect(await child.exited).toBe(130);
	expect(await new Response(child.stdout).text()).toBe("");
	expect(readdirSync(directory.path)).toEqual(["vectors.arrow"]);
});
