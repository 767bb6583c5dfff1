/** The entry of the faiss-node engine's Workers. */
import { type FaissNode, loadFaissNode } from "../native/faiss-node.ts";
import type {
	FaissBuildJob,
	FaissJob,
	FaissSearchJob,
} from "./backends/faiss-node-jobs.ts";
import type { Metric } from "./options.ts";
import { serveJobs } from "./pool/serve-jobs.ts";
import type { Step } from "./pool/take-part.ts";

/** FAISS compares fewer than 20 queries directly; more, by |x|^2 + |y|^2 - 2xy,
 * which loses digits (distance_compute_blas_threshold, utils/distances.cpp). */
const directQueries = 16;

serveJobs<FaissJob, Uint8Array>(() => {
	const faiss = loadFaissNode();
	return (job) =>
		job.kind === "build" ? buildStep(faiss, job) : searchStep(faiss, job);
});

function buildStep(faiss: FaissNode, job: FaissBuildJob): Step<Uint8Array> {
	return () => {
		// FAISS's numbers: 0 inner product, 1 squared l2.
		const metric = job.metric === "l2" ? 1 : 0;
		const points = Array.from(job.points);
		const index = faiss.Index.fromFactory(job.dimension, job.factory, metric);
		if (!index.isTrained()) index.train(points);
		index.add(points);
		return index.toBuffer();
	};
}

function searchStep(faiss: FaissNode, job: FaissSearchJob): Step<Uint8Array> {
	const { block, k, firstQuery } = job;
	const index = faiss.Index.fromBuffer(Buffer.from(job.index));
	// It refuses a k above the number of vectors.
	const asked = Math.min(firstQuery === null ? k : k + 1, index.ntotal());
	return (first, count) => {
		const { length } = job.queries;
		const end = Math.min((first + count) * block, length / job.dimension);
		for (let at = first * block; at < end; at += directQueries) {
			searchRows(index, job, at, Math.min(at + directQueries, end), asked);
		}
		return undefined;
	};
}

/** Answers the queries start .. end-1. */
function searchRows(
	index: InstanceType<FaissNode["Index"]>,
	job: FaissSearchJob,
	start: number,
	end: number,
	asked: number,
): void {
	const { dimension, queries } = job;
	const rows = queries.subarray(start * dimension, end * dimension);
	const found = index.search(Array.from(rows), asked);
	for (let row = start; row < end; row++) {
		const at = (row - start) * asked;
		const labels = found.labels.slice(at, at + asked);
		const distances = found.distances.slice(at, at + asked);
		writeRow(job, row, labels, distances);
	}
}

/** Writes one query's neighbours, its own row left out, padded to k. */
function writeRow(
	job: FaissSearchJob,
	row: number,
	labels: readonly number[],
	distances: readonly number[],
): void {
	const { k, rowNumbers, firstQuery, metric } = job;
	const self = firstQuery === null ? -1n : BigInt(firstQuery + row);
	let to = row * k;
	for (const [i, label] of labels.entries()) {
		if (label < 0 || to === (row + 1) * k) break;
		const neighbor = rowNumbers?.[label] ?? BigInt(label);
		if (neighbor === self) continue;
		job.neighbors[to] = neighbor;
		job.distances[to] = inOwnUnit(distances[i] ?? Number.NaN, metric);
		to += 1;
	}
	job.neighbors.fill(-1n, to, (row + 1) * k);
	job.distances.fill(Number.NaN, to, (row + 1) * k);
}

/** FAISS gives squared distances, and products for the others. */
function inOwnUnit(value: number, metric: Metric): number {
	if (metric === "l2") return Math.sqrt(value);
	return metric === "cosine" ? Math.max(0, 1 - value) : value;
}
