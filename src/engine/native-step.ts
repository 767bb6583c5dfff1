import { searchIndex, searchIndexUnits } from "../native/index-search.ts";
import * as kernels from "../native/kernels.ts";
import { VectorIndex } from "../native/vector-index.ts";
import type { CreateJob, Job, MeanJob, SearchJob } from "./jobs.ts";
import { packStep } from "./pack-step.ts";
import type { Step } from "./serve-jobs.ts";

/** Neighbours that a vector of an HNSW index keeps, FAISS's default. */
const graphLinks = 32;
const floatBytes = 4;
const wideBytes = 8;
const rowNumberBytes = 8;

/** What a Worker does for a chunk of units of each kind of job. */
const steps: {
	readonly [K in Job["kind"]]: (job: Extract<Job, { kind: K }>) => Step<number>;
} = {
	pack: packStep,
	"unit-vectors": (job) => (first, rows) => {
		const degrees = job.degrees + wideBytes * 2 * first;
		const out = job.out + wideBytes * 3 * first;
		kernels.unitVectors(degrees, rows, out, job.invalid + first);
		return undefined;
	},
	check: (job) => (first, rows) => {
		const { dimension, validity, offset } = job;
		const marks = job.invalid + first;
		const values = job.values + floatBytes * dimension * first;
		if (validity !== 0)
			kernels.markNulls(validity, offset + first, rows, marks);
		kernels.markNotFinite(values, rows, dimension, marks);
		return undefined;
	},
	normalize: (job) => (first, rows) => {
		const values = job.values + floatBytes * job.dimension * first;
		kernels.normalizeRows(values, rows, job.dimension, values);
		return undefined;
	},
	compact: (job) => () => {
		kernels.compactRows(job);
		return undefined;
	},
	create: (job) => () => createIndex(job),
	train: (job) => () => {
		VectorIndex.adopt(job.index).train(job, job);
		return undefined;
	},
	add: (job) => (first, rows) => {
		const values = job.values + floatBytes * job.dimension * first;
		VectorIndex.adopt(job.index).add({ values, rows }, job.threads);
		return undefined;
	},
	search: searchStep,
	"search-units": (job) => (first, count) => {
		searchIndexUnits({ ...job, first, count });
		return undefined;
	},
	blank: (job) => (first, rows) => {
		const { k } = job;
		kernels.blankRows({
			invalid: job.invalid + first,
			rows,
			k,
			distances: job.distances + floatBytes * k * first,
			neighbors: job.neighbors + rowNumberBytes * k * first,
		});
		return undefined;
	},
	mean: meanStep,
};

/** The step of a job. */
export function nativeStep(job: Job): Step<number> {
	return (steps[job.kind] as (job: Job) => Step<number>)(job);
}

/** The handle goes to the main thread, which owns it. */
function createIndex(job: CreateJob): number {
	switch (job.index) {
		case "flat":
			return VectorIndex.createFlat(job, job.metric).handle;
		case "tree":
			return createTree(job).handle;
		case "ivf":
			return VectorIndex.createIvfFlat(job.dimension, job.nlist, job.metric)
				.handle;
		case "hnsw":
			return VectorIndex.createHnsw(job.dimension, graphLinks, job.metric)
				.handle;
		case "factory":
			return VectorIndex.createFactory(
				job.dimension,
				job.factory ?? "",
				job.metric,
			).handle;
	}
}

function createTree(job: CreateJob): VectorIndex {
	switch (job.precision) {
		case "float32":
			return VectorIndex.createTree(job, job.threads);
		case "mixed":
			return VectorIndex.createMixedTree(job, job.threads);
		case "float64":
			return VectorIndex.createWideTree(job, job.metric, job.threads);
	}
}

/** One call a block, whatever the chunk: see queriesOfBlock. */
function searchStep(job: SearchJob): Step<number> {
	const { index, isWide, dimension, block, rowNumbers, k, nprobe } = job;
	const queryBytes = (isWide ? wideBytes : floatBytes) * dimension;
	return (first, count) => {
		for (let at = first; at < first + count; at++) {
			const start = at * block;
			searchIndex({
				index,
				queries: job.queries + queryBytes * start,
				isWide,
				rows: Math.min(block, job.rows - start),
				firstQuery: job.leaveSelfOut ? start : -1,
				rowNumbers,
				k,
				nprobe,
				distances: job.distances + floatBytes * k * start,
				neighbors: job.neighbors + rowNumberBytes * k * start,
			});
		}
		return undefined;
	};
}

function meanStep({ values, block, ...job }: MeanJob): Step<number> {
	let sum = 0;
	let count = 0;
	return (first) => {
		const start = first * block;
		const length = Math.min(block, job.count - start);
		const part = kernels.sumDistances(values + floatBytes * start, length);
		sum += part.sum;
		count += part.count;
		return sum / count;
	};
}
