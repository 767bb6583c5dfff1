import { availableParallelism } from "node:os";
import { VectorIndex } from "../native/vector-index.ts";
import { oneCall } from "./crew.ts";
import type { Matrix } from "./matrix.ts";
import { NativeIndex } from "./native-index.ts";
import type { NativeCrew } from "./native-pool.ts";
import type { CheckedKnnOptions } from "./options.ts";
import type { Vectors } from "./pack-vectors.ts";
import type { Plan } from "./planner.ts";

/** Rows of one call that adds; a training cannot be cut. */
const addedRows = 16_384;

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
	const { valid } = points;
	const handle = await crew.run({
		job: {
			kind: "create",
			index: plan.kind,
			metric: options.metric,
			rows: valid.rows,
			dimension: valid.dimension,
			values: valid.address,
			precision: plan.precision,
			nlist: plan.nlist ?? 0,
			threads: crew.cores,
		},
		chunking: oneCall,
		holds: [points],
		progress: { phase: "build", rows: valid.rows },
	});
	const index = VectorIndex.adopt(handle ?? 0);
	try {
		if (plan.kind === "ivf") {
			await trainIndex(crew, index, valid, options.seed);
			await addPoints(crew, index, valid);
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
			threads: threadsOf(crew),
		},
		chunking: oneCall,
		holds: [points],
	});
}

async function addPoints(
	crew: NativeCrew,
	index: VectorIndex,
	points: Matrix,
): Promise<void> {
	await crew.run({
		job: {
			kind: "add",
			index: index.handle,
			dimension: points.dimension,
			values: points.address,
			threads: threadsOf(crew),
		},
		chunking: { units: points.rows, first: addedRows, most: addedRows },
		cores: 1,
		holds: [points],
		progress: { phase: "build", rows: points.rows },
	});
}

/** OpenMP's threads wait for each other actively: more of them than the machine
 * runs at once are slower than fewer. The index is the same for any number. */
function threadsOf(crew: NativeCrew): number {
	return Math.min(crew.cores, availableParallelism());
}
