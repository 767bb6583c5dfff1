import {
	indexUnitStart,
	searchIndex,
	searchIndexUnits,
	tallyIndexUnits,
} from "../../native/index-search.ts";
import * as kernels from "../../native/kernels.ts";
import { VectorIndex } from "../../native/vector-index.ts";
import { analysisSteps } from "../analysis/analysis-steps.ts";
import { wideSteps } from "../answers/wide-steps.ts";
import { radiusSteps } from "../radius/radius-steps.ts";
import { packStep } from "../vectors/pack-step.ts";
import type { CreateJob, Job, SearchJob, SearchUnitsJob } from "./jobs.ts";
import type { Step } from "./take-part.ts";

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
		kernels.markNotFinite(values, rows, dimension, marks, job.magnitudes);
		return undefined;
	},
	normalize: (job) => (first, rows) => {
		const { dimension, isWide } = job;
		const valueBytes = isWide ? wideBytes : floatBytes;
		const values = job.values + valueBytes * dimension * first;
		kernels.normalizeRows(values, rows, dimension, isWide);
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
	write: (job) => () => VectorIndex.adopt(job.index).writeTo(job.fd),
	add: (job) => (first, rows) => {
		const values = job.values + floatBytes * job.dimension * first;
		VectorIndex.adopt(job.index).add({ values, rows }, job.threads);
		return undefined;
	},
	prepare: (job) => () => {
		VectorIndex.adopt(job.index).prepare(job.threads);
		return undefined;
	},
	search: searchStep,
	"search-units": searchUnitsStep,
	"tally-units": (job) => (first, count) => {
		tallyIndexUnits({ ...job, first, count });
		return undefined;
	},
	...radiusSteps,
	...wideSteps,
	...analysisSteps,
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
				firstQuery: job.firstQuery < 0 ? -1 : job.firstQuery + start,
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

/** Answers at their table rows, or one after another from the job's first. */
function searchUnitsStep(job: SearchUnitsJob): Step<number> {
	const { index, rows, k } = job;
	return (at, count) => {
		const first = job.firstUnit + at;
		const before =
			rows === 0 ? 0 : indexUnitStart(index, first) - job.firstVector;
		searchIndexUnits({
			...job,
			first,
			count,
			rows: rows === 0 ? 0 : rows + rowNumberBytes * before,
			distances: job.distances + floatBytes * k * before,
			neighbors: job.neighbors + rowNumberBytes * k * before,
		});
		return undefined;
	};
}
