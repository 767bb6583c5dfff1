import { InvalidQueryError, NativeError } from "../../errors.ts";
import { type NativeMetric, VectorIndex } from "../../native/vector-index.ts";
import type { CheckedKnnOptions, Metric } from "../options.ts";
import type { Plan } from "../planning/planner.ts";
import { oneCall } from "../pool/crew.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { addressOf } from "../vectors/address.ts";
import type { Matrix } from "../vectors/matrix.ts";
import type { Vectors } from "../vectors/sift-rows.ts";
import { NativeIndex } from "./native-index.ts";

/** Rows of one call that adds; a training cannot be cut. A graph takes about a
 * millisecond for ten rows. */
const addedRows = { ivf: 16_384, factory: 4096, hnsw: 512 } as const;

/** Rows that a tree takes some 20 ms for. */
const mostShortRows = 250_000;

/**
 * Builds the planned index over the valid points. The native work runs in a
 * Worker, so that this thread stays free; training and adding use all cores
 * there by threads of their own.
 */
export async function buildNativeIndex(
	crew: NativeCrew,
	plan: Plan,
	points: Vectors,
	options: Pick<CheckedKnnOptions, "metric" | "seed">,
): Promise<NativeIndex> {
	const { valid, centre } = points;
	const { kind, factory } = plan;
	if (factory !== null) checkFactory(factory, valid.dimension, options.metric);
	const isFilled = kind === "tree" || kind === "flat";
	const handle = await crew.run({
		job: {
			kind: "create",
			index: plan.kind,
			metric: options.metric,
			rows: valid.rows,
			dimension: valid.dimension,
			values: valid.address,
			precision: plan.precision,
			centre: centre ? addressOf(centre) : 0,
			nlist: plan.nlist ?? 0,
			factory: plan.factory,
			threads: crew.cores,
		},
		chunking: oneCall,
		isShort: kind === "tree" && valid.rows <= mostShortRows,
		holds: [points],
		...(isFilled ? { progress: { phase: "build", rows: valid.rows } } : {}),
	});
	const index = VectorIndex.adopt(handle ?? 0);
	try {
		if (!isFilled) {
			if (!index.describe().trained) {
				await trainIndex(crew, index, valid, options.seed).catch((error) =>
					refuseTraining(error, factory, valid.rows),
				);
			}
			await addPoints(crew, index, valid, addedRows[kind]);
			if (kind === "ivf") await prepareIndex(crew, index, valid);
		}
		return new NativeIndex(crew, index, points, plan);
	} catch (error) {
		index.dispose();
		throw error;
	}
}

async function trainIndex(
	crew: NativeCrew,
	index: VectorIndex,
	points: Matrix,
	seed: number,
): Promise<void> {
	await crew.run({
		job: {
			kind: "train",
			index: index.handle,
			rows: points.rows,
			values: points.address,
			seed,
			threads: crew.cores,
		},
		chunking: oneCall,
		holds: [points],
	});
}

async function addPoints(
	crew: NativeCrew,
	index: VectorIndex,
	points: Matrix,
	rows: number,
): Promise<void> {
	await crew.run({
		job: {
			kind: "add",
			index: index.handle,
			dimension: points.dimension,
			values: points.address,
			threads: crew.cores,
		},
		chunking: { units: points.rows, first: rows, least: rows, most: rows },
		cores: 1,
		holds: [points],
		progress: { phase: "build", rows: points.rows },
	});
}

async function prepareIndex(
	crew: NativeCrew,
	index: VectorIndex,
	points: Matrix,
): Promise<void> {
	await crew.run({
		job: { kind: "prepare", index: index.handle, threads: crew.cores },
		chunking: oneCall,
		holds: [points],
	});
}

/** Asks FAISS on this thread: what a Worker throws is no mistake of the
 * caller's any more.
 * @throws {RangeError} FAISS does not understand it, or it is not supported */
function checkFactory(
	factory: string,
	dimension: number,
	metric: Metric,
): void {
	VectorIndex.createFactory(
		dimension,
		factory,
		metric as NativeMetric,
	).dispose();
}

/** A quantizer needs rows, how many its string says. */
function refuseTraining(
	error: unknown,
	factory: string | null,
	rows: number,
): never {
	if (factory === null || !(error instanceof NativeError)) throw error;
	throw new InvalidQueryError(
		"invalid_rows",
		`Cannot train ${JSON.stringify(`factory:${factory}`)} on ${rows} rows: ${error.message.replace(/^Cannot train the index: /, "")}`,
		{ details: { role: "points", rows }, cause: error },
	);
}
