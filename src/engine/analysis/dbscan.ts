import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { toTableRows } from "../answers/to-table-rows.ts";
import { oneCall } from "../pool/crew.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { buildRadiusIndex, type RadiusIndex } from "../radius/radius-index.ts";
import { addressOf } from "../vectors/address.ts";
import { allocate } from "../vectors/allocate.ts";
import { askedRows } from "../vectors/asked-rows.ts";
import { packWide } from "../vectors/pack-wide.ts";
import type { DbscanOptions } from "./cluster-options.ts";
import type { ClusterResult } from "./cluster-result.ts";
import { clusterSizes } from "./cluster-sizes.ts";

const blockPoints = 32;

/**
 * DBSCAN (Ester, Kriegel, Sander and Xu, 1996) without keeping the graph of
 * neighbours: core points near each other are joined as they are found, then
 * the others get a cluster near them. Clusters are numbered by their first core
 * row, and a row between several gets the first: scikit-learn's labels.
 */
export async function dbscan(
	crew: NativeCrew,
	source: VectorSource,
	{ metric, skipInvalid, eps, minPoints, cores }: DbscanOptions,
): Promise<ClusterResult> {
	const started = performance.now();
	const how = { metric, skipInvalid, radius: eps };
	const rows = await packWide(crew, { points: source }, how);
	const { points } = rows;
	using index = await buildRadiusIndex(crew, rows, metric, eps);
	const built = performance.now();
	const found = await label(crew, index, points.valid.rows, minPoints);
	const { all, rowNumbers } = points;
	const labels = toTableRows(found.labels, rowNumbers, all.rows, -1);
	const core = toTableRows(found.core, rowNumbers, all.rows, 0);
	const ended = performance.now();
	const sizes = clusterSizes(labels, found.clusters);
	const [build, search] = [(built - started) / 1000, (ended - built) / 1000];
	return {
		labels,
		distances: null,
		core,
		summary: {
			rows: all.rows,
			filtered: source.filter?.passed ?? null,
			dimension: source.dimension,
			method: "dbscan",
			metric,
			clusters: found.clusters,
			noise: askedRows(source) - sizes.reduce((sum, size) => sum + size, 0),
			sizes,
			eps,
			min_points: minPoints,
			centres: null,
			inertia: null,
			iterations: null,
			cores,
			seconds: { load: 0, build, search, write: 0, total: build + search },
			output: null,
		},
	};
}

/** Labels and core marks by point, and how many clusters there are. */
async function label(
	crew: NativeCrew,
	index: RadiusIndex,
	rows: number,
	least: number,
) {
	const places = blockPoints * index.units;
	const inOrder = new Uint8Array(allocate(places, "core marks"));
	const parents = new Uint32Array(allocate(4 * places, "the clusters"));
	for (let place = 0; place < places; place++) parents[place] = place;
	const joined = new Uint32Array(allocate(8 * index.units, "the clusters"));
	const labels = new Int32Array(allocate(4 * rows, "labels"));
	const forest = {
		index: index.handle,
		core: addressOf(inOrder),
		parents: addressOf(parents),
		joined: addressOf(joined),
	};
	const { units, leastUnits } = index;
	const chunking = { units, first: leastUnits, least: leastUnits };
	const holds = [index, inOrder, parents, joined, labels];
	const shared = { chunking, holds };
	const progress = { phase: "search", rows } as const;
	const { core, index: handle } = forest;
	await crew.run({
		...shared,
		job: { kind: "find-cores", index: handle, least, core },
		progress,
	});
	await crew.run({
		...shared,
		job: { kind: "join-cores", ...forest },
		progress,
	});
	const clusters = await crew.run({
		job: { kind: "label-cores", ...forest, labels: addressOf(labels) },
		chunking: oneCall,
		holds,
	});
	const marks = new Uint8Array(rows);
	for (let row = 0; row < rows; row++)
		marks[row] = (labels[row] ?? 0) < 0 ? 0 : 1;
	await crew.run({
		...shared,
		job: {
			kind: "attach-near",
			index: handle,
			core,
			labels: addressOf(labels),
		},
	});
	return { labels, core: marks, clusters: clusters ?? 0 };
}
