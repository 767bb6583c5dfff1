import { join } from "node:path";
import type { Searcher } from "../../../src/client/searcher.ts";
import type { Shelf } from "../../../src/client/shelf.ts";
import { randomFrom } from "../../helpers/points.ts";
import { writeVectors } from "../../helpers/write-vectors.ts";
import { startDaemon } from "../daemon.ts";
import { startPeer } from "../python-peer.ts";
import type { Figures, Trial } from "../trial.ts";

const rows = 100_000;
const queryCount = 500;
const dimension = 128;
const k = 10;
/** An exact search takes milliseconds: so many queries tell. */
const flatQueries = 50;
/** The points spread over so many dimensions, and noise. */
const latents = 16;
const clusters = 100;
const mostEfSearch = 512;
const recall = 0.99;

/** One query at a time on one thread, through kept indexes, beside others from
 * Python. Each graph looks as far as recall 0.99 of these queries needs. */
export const singleTrial: Trial = {
	name: `single: one query at a time of ${rows} x ${dimension}, recall ${recall}`,
	rounds: 7,
	goals: { hnsw: 1, flat: 1 },
	async prepare({ directory, executable, python }) {
		await using stack = new AsyncDisposableStack();
		const values = moderateClusters(rows + queryCount);
		const base = values.subarray(0, rows * dimension);
		const queries = values.subarray(rows * dimension);
		const files = [
			writeVectors(join(directory, "base.arrow"), base, dimension),
			writeVectors(join(directory, "queries.arrow"), queries, dimension),
		];
		const { shelf } = stack.use(await startDaemon(executable, directory));
		await shelf.putFile(files[0] ?? "", { key: "base" });
		const how = { index: "hnsw", efSearch: k } as const;
		await shelf.buildIndex("base", { ...how, key: "graph" });
		await shelf.buildIndex("base", { key: "flat", index: "flat" });
		const flat = stack.use(
			await shelf.searcher("base", { k, index: "shelf:flat" }),
		);
		const exact = answersOf(flat, queries).map((rows) => new Set(rows));
		const graph = await leastGraph(shelf, exact, queries);
		stack.use(graph);
		const peers = ["faiss", "usearch"] as const;
		const started = [];
		for (const name of peers) {
			const peer = await startPeer(await python(), "single.py", name, ...files);
			started.push({ name, side: "peer" as const, peer: stack.use(peer) });
		}
		const kept = stack.move();
		return {
			subjects: [
				{
					name: "shelf.searcher",
					side: "ours",
					run: async (): Promise<Figures> => ({
						hnsw: secondsOf(graph, queries, queryCount),
						flat: secondsOf(flat, queries, flatQueries),
					}),
				},
				...started.map(({ name, side, peer }) => ({
					name: `${name}, from Python`,
					side,
					run: () => peer.run(),
				})),
			],
			[Symbol.asyncDispose]: () => kept.disposeAsync(),
		};
	},
};

/** The kept graph, looking only as far as the recall needs. */
async function leastGraph(
	shelf: Shelf,
	exact: readonly ReadonlySet<bigint>[],
	queries: Float32Array,
): Promise<Searcher> {
	for (
		let efSearch = k;
		efSearch <= mostEfSearch;
		efSearch = Math.ceil(efSearch * 1.1)
	) {
		const graph = await shelf.searcher("base", {
			k,
			index: "shelf:graph",
			efSearch,
		});
		const reached = recallOf(graph, exact, queries);
		if (reached >= recall) {
			console.log(`shelf.searcher: efSearch ${efSearch}, recall ${reached}`);
			return graph;
		}
		graph[Symbol.dispose]();
	}
	throw new Error(`efSearch ${mostEfSearch} does not reach recall ${recall}`);
}

/** Of a query, on average. */
function secondsOf(
	searcher: Searcher,
	queries: Float32Array,
	count: number,
): number {
	const started = performance.now();
	for (let row = 0; row < count; row++) {
		searcher.search(queryOf(queries, row));
	}
	return (performance.now() - started) / 1000 / count;
}

function answersOf(searcher: Searcher, queries: Float32Array) {
	return Array.from(
		{ length: queryCount },
		(_, row) => searcher.search(queryOf(queries, row)).neighbors,
	);
}

function recallOf(
	graph: Searcher,
	exact: readonly ReadonlySet<bigint>[],
	queries: Float32Array,
): number {
	let hits = 0;
	for (const [row, neighbors] of answersOf(graph, queries).entries()) {
		hits += neighbors.filter((neighbor) => exact[row]?.has(neighbor)).length;
	}
	return hits / (queryCount * k);
}

function queryOf(queries: Float32Array, row: number): Float32Array {
	return queries.subarray(row * dimension, (row + 1) * dimension);
}

/** Gaussian clusters that overlap, of few dimensions, turned into all of them:
 * a graph finds its way in them as in embeddings. Row-major. */
function moderateClusters(count: number): Float32Array {
	const random = randomFrom(7);
	// A sum of three: normal enough.
	const normal = () => 2 * (random() + random() + random() - 1.5);
	const basis = Float64Array.from({ length: latents * dimension }, normal);
	const centres = Float64Array.from({ length: clusters * latents }, normal);
	const values = new Float32Array(count * dimension);
	for (let row = 0; row < count; row++) {
		const cluster = Math.floor(random() * clusters) * latents;
		const at = values.subarray(row * dimension, (row + 1) * dimension);
		for (let c = 0; c < dimension; c++) at[c] = 0.1 * normal();
		for (let l = 0; l < latents; l++) {
			const latent = (centres[cluster + l] ?? 0) + 0.5 * normal();
			for (let c = 0; c < dimension; c++) {
				at[c] = (at[c] ?? 0) + latent * (basis[l * dimension + c] ?? 0);
			}
		}
	}
	return values;
}
